"""Addresses of the client's own page. They say nothing of what it is; whatever else is typed there shows the same page."""

from django.urls import path, register_converter

from . import desk_views, staff_views, views, words


class SaidConverter:
    """A kind of word as a number: a history of addresses tells nobody what was said."""

    regex = "[0-9]+"
    kinds = list(words.ASKED)

    def to_python(self, value: str) -> str:
        if int(value) >= len(self.kinds):
            raise ValueError("no such kind")
        return self.kinds[int(value)]

    def to_url(self, kind: str) -> str:
        return str(self.kinds.index(kind))


register_converter(SaidConverter, "said")

urlpatterns = [
    path("my/", views.knock, name="my"),
    path("my/page/", views.show, name="my-page"),
    path("my/page/more/", views.shared, name="my-shared"),
    path("my/page/<said:kind>/<uuid:subject_id>/", views.say, name="my-say"),
    path("my/page/close/", views.close, name="my-close"),
    path("my/page/away/", views.leave, name="my-leave"),
    path("my/<path:token>/not-mine/", views.not_mine, name="my-not-mine"),
    path("my/<path:token>/", views.knock, name="my-link"),
    path("clients/<uuid:pk>/own-page/", staff_views.show, name="own-page"),
    path("clients/<uuid:pk>/own-page/word/", staff_views.set_word, name="own-page-word"),
    path("clients/<uuid:pk>/own-page/links/", staff_views.issue, name="own-page-issue"),
    path("clients/<uuid:pk>/own-page/links/<uuid:link_id>/close/", staff_views.revoke, name="own-page-revoke"),
    path("clients/<uuid:pk>/own-page/links/<uuid:link_id>/again/", staff_views.open_again, name="own-page-open-again"),
    path("clients/<uuid:pk>/own-page/links/<uuid:link_id>/card/", staff_views.card, name="own-page-card"),
    path("clients/<uuid:pk>/own-page/links/<uuid:link_id>/card.pdf", staff_views.card_pdf, name="own-page-card-pdf"),
    path("voices/<uuid:pk>/", desk_views.show, name="voice"),
    path("voices/<uuid:pk>/steps/<slug:name>/", desk_views.take_step, name="voice-step"),
]
