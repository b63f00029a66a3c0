"""The gateway and the mail server of the demonstration, made worse: it refuses, it loses answers, it is told of what it took."""

from throughcare.command import letterbox
from throughcare.command.letterbox import MailServer, serving

__all__ = ["Gateway", "MailServer", "serving"]


class Gateway(letterbox.Gateway):
    """`answers_with`: an HTTP status and error number instead of taking it, once for each.

    `loses_answers`: so many it takes without anybody hearing of it.
    """

    def __init__(self):
        super().__init__(Answering)
        self.answers_with, self.loses_answers = [], 0
        self.took = lambda: None


class Answering(letterbox.Answering):
    server: Gateway

    def take(self, said):
        if self.server.answers_with:
            status, code = self.server.answers_with.pop(0)
            return self.say(status, {"code": code, "message": "no"})
        return super().take(said)

    def say(self, status, said):
        if status == 201:
            self.server.took()
            if self.server.loses_answers:
                self.server.loses_answers -= 1
                return self.connection.close()
        return super().say(status, said)
