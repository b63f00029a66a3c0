"""A real IMAP server over TLS on loopback, kept in memory: `imap_server.py KEY CERTIFICATE USER PASSWORD`. It writes its port."""

import sys
from email import message_from_bytes
from io import BytesIO

from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.cred.portal import Portal
from twisted.internet import defer, protocol, reactor, ssl
from twisted.mail import imap4
from zope.interface import implementer


@implementer(imap4.IMessage, imap4.IMessageFile)
class Mail:
    def __init__(self, uid: int, raw: bytes, flags) -> None:
        self.uid, self.raw, self.flags = uid, raw, set(flags)

    def getUID(self):
        return self.uid

    def getFlags(self):
        return sorted(self.flags)

    def getInternalDate(self):
        return "25-Nov-2026 12:00:00 +0000"

    def getHeaders(self, negate, *names):
        return {name.lower(): value for name, value in message_from_bytes(self.raw).items()}

    def getBodyFile(self):
        return BytesIO(self.raw.partition(b"\r\n\r\n")[2])

    def getSize(self):
        return len(self.raw)

    def isMultipart(self):
        return False

    def open(self):
        return BytesIO(self.raw)


@implementer(imap4.IMailbox, imap4.ICloseableMailbox)
class Folder:
    def __init__(self) -> None:
        self.mails, self.next_uid = [], 1

    def numbered(self, messages, uid):
        """(number, mail) of those asked for."""
        messages.last = self.next_uid if uid else len(self.mails)
        return [(n, mail) for n, mail in enumerate(self.mails, 1) if (mail.uid if uid else n) in messages]

    def fetch(self, messages, uid):
        return self.numbered(messages, uid)

    def store(self, messages, flags, mode, uid):
        for _, mail in (found := self.numbered(messages, uid)):
            mail.flags = {1: mail.flags | set(flags), -1: mail.flags - set(flags), 0: set(flags)}[mode]
        return {number: mail.getFlags() for number, mail in found}

    def addMessage(self, message, flags=(), date=None):
        self.mails.append(Mail(self.next_uid, message.read(), flags))
        self.next_uid += 1
        return defer.succeed(None)

    def expunge(self):
        gone = [number for number, mail in enumerate(self.mails, 1) if "\\Deleted" in mail.flags]
        self.mails = [mail for mail in self.mails if "\\Deleted" not in mail.flags]
        return gone[::-1]

    def getUID(self, message):
        return self.mails[message - 1].uid

    def getMessageCount(self):
        return len(self.mails)

    def getRecentCount(self):
        return 0

    def getUnseenCount(self):
        return sum("\\Seen" not in mail.flags for mail in self.mails)

    def getFlags(self):
        return ["\\Seen", "\\Deleted"]

    def getUIDValidity(self):
        return 1

    def getUIDNext(self):
        return self.next_uid

    def getHierarchicalDelimiter(self):
        return "/"

    def isWriteable(self):
        return True

    def addListener(self, listener):
        """Nobody is told of new mail here: the worker asks."""

    def removeListener(self, listener):
        """See addListener."""

    def close(self):
        """Nothing is kept open."""


class Account(imap4.MemoryAccount):
    def _emptyMailbox(self, name, id):
        return Folder()


class OneAccount:
    def __init__(self, user: str) -> None:
        self.account = Account(user)
        self.account.addMailbox("INBOX")

    def requestAvatar(self, who, mind, *interfaces):
        return imap4.IAccount, self.account, lambda: None


class Server(protocol.Factory):
    def __init__(self, user: str, password: str) -> None:
        known = InMemoryUsernamePasswordDatabaseDontUse(**{user: password.encode()})
        self.portal = Portal(OneAccount(user), [known])

    def buildProtocol(self, address):
        server = imap4.IMAP4Server()
        server.portal = self.portal
        return server


if __name__ == "__main__":
    key, certificate, user, password = sys.argv[1:]
    tls = ssl.DefaultOpenSSLContextFactory(key, certificate)
    port = reactor.listenSSL(0, Server(user, password), tls, interface="127.0.0.1")
    sys.stdout.write(f"{port.getHost().port}\n")
    sys.stdout.flush()
    reactor.run()
