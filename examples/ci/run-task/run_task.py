#!/usr/bin/env python3
"""A run task of HCP Terraform: checks each plan, and lets only those go on that Proviso accepts.

Environment: HMAC_KEY, the key of the run task; PORT (default 8080); TFC_ADDRESS (default
https://app.terraform.io), the only host that gets a token of a run.
"""
import hashlib
import hmac
import json
import os
import subprocess
import tempfile
import threading
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ADDRESS = os.environ.get("TFC_ADDRESS", "https://app.terraform.io")
KEY = os.environ["HMAC_KEY"].encode()
WORDS = {0: ("passed", "proved"), 1: ("failed", "a rule is violated"), 2: ("failed", "the plan cannot be read"),
         3: ("failed", "something is undecided")}


class WithoutToken(urllib.request.HTTPRedirectHandler):
    """The plan's address redirects to a store, which must not see the token."""

    def redirect_request(self, request, *rest):
        new = super().redirect_request(request, *rest)
        if new:
            new.remove_header("Authorization")
        return new


def call(url, token, body=None):
    if urllib.parse.urlsplit(url)[:2] != urllib.parse.urlsplit(ADDRESS)[:2]:
        raise ValueError("an address of another host")
    request = urllib.request.Request(url, data=body, method="PATCH" if body else "GET", headers={
        "Authorization": "Bearer " + token, "Content-Type": "application/vnd.api+json"})
    with urllib.request.build_opener(WithoutToken).open(request, timeout=60) as answer:
        return answer.read()


def judge(task):
    with tempfile.TemporaryDirectory() as folder:
        plan = os.path.join(folder, "plan.json")
        try:
            with open(plan, "wb") as file:
                file.write(call(task["plan_json_api_url"], task["access_token"]))
            run = subprocess.run(["proviso", "check", plan, "--fail-on", "high", "--format", "markdown"],
                                 capture_output=True, text=True, timeout=540)
            status, message = WORDS.get(run.returncode, ("failed", "proviso was stopped"))
            body = run.stdout or run.stderr
        except Exception as error:
            status, message, body = "failed", "the plan was not checked", type(error).__name__
        call(task["task_result_callback_url"], task["access_token"], json.dumps({"data": {
            "type": "task-results", "attributes": {"status": status, "message": "Proviso: " + message},
            "relationships": {"outcomes": {"data": [{"type": "task-result-outcomes", "attributes": {
                "outcome-id": "proviso", "description": message, "body": body[:900_000]}}]}}}}).encode())


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 1 << 20))
        signature = hmac.new(KEY, body, hashlib.sha512).hexdigest()
        if not hmac.compare_digest(signature, self.headers.get("X-TFC-Task-Signature", "")):
            self.send_response(401)
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        task = json.loads(body)
        # HCP Terraform sends this token once, to try the address.
        if task.get("access_token") != "test-token":
            threading.Thread(target=judge, args=(task,)).start()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("", int(os.environ.get("PORT", "8080"))), Handler).serve_forever()
