from django.http import HttpResponse


def directory(request): return HttpResponse("")
def service(request, pk): return HttpResponse("")
