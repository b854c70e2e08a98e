"""Sends the calls of a manifest with what Python brings: `urllib` or `client`. Prints the status of each answer."""
import base64
import http.client
import sys
import urllib.error
import urllib.parse
import urllib.request

how, manifest = sys.argv[1:]


def by_urllib(method, url, headers, body):
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def by_client(method, url, headers, body):
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    path = parts.path + ("?" + parts.query if "?" in url else "")
    # In pieces, as a file that is still being written is sent.
    pieces = iter([body[:10], body[10:]]) if body else None
    connection.request(method, path, body=pieces, headers=headers, encode_chunked=True)
    return connection.getresponse().status


for line in open(manifest, encoding="utf-8"):
    method, url, headers, body = line.rstrip("\n").split("\t")
    names = dict(pair.split(": ", 1) for pair in base64.b64decode(headers).decode().split("\n") if pair)
    sent = open(body, "rb").read() if body else None
    if how == "client" and sent:
        names["Transfer-Encoding"] = "chunked"
    print((by_urllib if how == "urllib" else by_client)(method, url, names, sent))
