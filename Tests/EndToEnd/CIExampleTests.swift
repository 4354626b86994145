import Foundation
import Testing

/// The files of `examples/ci`, each run as far as it can be run without its host.
@Suite struct CIExampleTests {
  private static let examples = Repository.root.appendingPathComponent("examples/ci")
  private static let plan = Repository.root.appendingPathComponent(
    "examples/two-replicas/plan.json")

  private static func text(_ name: String) throws -> String {
    try String(contentsOf: examples.appendingPathComponent(name), encoding: .utf8)
  }

  /// A folder with the plan, and with `proviso` and other programs on the PATH.
  private final class Job {
    let scratch: Scratch
    var folder: URL { scratch.folder }

    init(_ programs: [String: String] = [:]) throws {
      scratch = try Scratch()
      try FileManager.default.createDirectory(
        at: scratch.folder.appendingPathComponent("bin"), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        at: scratch.folder.appendingPathComponent("bin/proviso"),
        withDestinationURL: Executable.found.get())
      for (name, text) in programs {
        let file = try scratch.write("bin/" + name, "#!/bin/bash\n\(text)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
      }
      try scratch.write("plan.json", Data(contentsOf: CIExampleTests.plan))
    }

    /// Runs a script as the host would.
    func run(
      _ script: String, with variables: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script]
      process.currentDirectoryURL = folder
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      process.environment = ProcessInfo.processInfo.environment.merging(
        variables.merging(["PATH": folder.path + "/bin:" + path]) { $1 }
      ) { $1 }
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = pipe
      try process.run()
      let out = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (process.terminationStatus, String(decoding: out, as: UTF8.self))
    }

    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
  }

  /// The scripts of `run: |` blocks, and of `run:` lines.
  private static func scripts(_ yaml: String) -> [String] {
    var out: [String] = []
    var block: (indent: Int, lines: [Substring])?
    for line in yaml.split(separator: "\n", omittingEmptySubsequences: false) {
      let indent = line.prefix { $0 == " " }.count
      if let open = block {
        if indent > open.indent || line.allSatisfy(\.isWhitespace) {
          block?.lines.append(line)
          continue
        }
        out.append(open.lines.joined(separator: "\n"))
        block = nil
      }
      guard let range = line.firstRange(of: "run: ") else { continue }
      let script = line[range.upperBound...]
      if script == "|" { block = (indent, []) } else { out.append(String(script)) }
    }
    if let open = block { out.append(open.lines.joined(separator: "\n")) }
    return out
  }

  // MARK: GitHub

  @Test func actionReportsAndFails() throws {
    let job = try Job()
    let steps = Self.scripts(try Self.text("github/action.yml"))
    #expect(steps.count == 3)
    let variables = [
      "PLAN": "plan.json", "GRAPH": "", "GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary",
    ]
    for (gate, status) in [("high", "1"), ("critical", "0")] {
      try? FileManager.default.removeItem(at: job.folder.appendingPathComponent("output"))
      let check = try job.run(steps[0], with: variables.merging(["FAIL_ON": gate]) { $1 })
      #expect(check.status == 0, "\(check.output)")
      #expect(try job.text("output") == "status=\(status)\n")
      #expect(try job.run(steps[2], with: ["STATUS": status]).status == Int32(status))
    }
    #expect(try job.run(steps[2], with: ["STATUS": "0"]).status == 0)
    #expect(try job.text("summary").hasPrefix("<!-- proviso -->"))
    let sarif = try JSONSerialization.jsonObject(with: Data(job.text("proviso.sarif").utf8))
    #expect((sarif as? [String: Any])?["version"] as? String == "2.1.0")
    // A plan that cannot be read leaves no comment and no SARIF of it, and fails.
    let broken = try Job()
    try broken.scratch.write("plan.json", "{")
    #expect(
      try broken.run(steps[0], with: variables.merging(["FAIL_ON": "high"]) { $1 }).status == 0)
    #expect(try broken.text("output") == "status=2\n")
  }

  /// The comment is made once, and then replaced.
  @Test func oneCommentIsUpdated() throws {
    let job = try Job(["gh": #"echo "$@" >>calls; case "$*" in *--jq*) cat known ;; esac"#])
    let comment = Self.scripts(try Self.text("github/action.yml"))[1]
    try job.scratch.write("proviso.md", "<!-- proviso -->\n")
    let variables = ["REPOSITORY": "a/b", "NUMBER": "7", "GH_TOKEN": "x"]
    try job.scratch.write("known", "")
    #expect(try job.run(comment, with: variables).status == 0)
    #expect(
      try job.text("calls").contains(
        "api --method POST repos/a/b/issues/7/comments -F body=@proviso.md"))
    try job.scratch.write("known", "41\n42\n")
    #expect(try job.run(comment, with: variables).status == 0)
    #expect(
      try job.text("calls").contains(
        "api --method PATCH repos/a/b/issues/comments/41 -F body=@proviso.md"))
  }

  // MARK: GitLab, Atlantis, pre-commit

  @Test func gitlabJobReports() throws {
    let yaml = try Self.text("gitlab/proviso.gitlab-ci.yml")
    let script = try #require(yaml.firstMatch(of: /- (proviso check .*)/)).1
    let job = try Job()
    let graph = Repository.root.appendingPathComponent("examples/two-replicas/graph.dot")
    let hasGraph = FileManager.default.fileExists(atPath: graph.path)
    if hasGraph { try job.scratch.write("graph.dot", Data(contentsOf: graph)) }
    let line = String(script).replacing(hasGraph ? "\n" : " --graph graph.dot", with: "")
    let run = try job.run(line)
    #expect(run.status == 1, "\(run.output)")
    let issues = try JSONSerialization.jsonObject(
      with: Data(job.text("gl-code-quality-report.json").utf8))
    #expect((issues as? [[String: Any]])?.isEmpty == false)
    #expect(try job.text("junit.xml").contains("<testsuite"))
    // Reports are the files that the job writes.
    for name in ["gl-code-quality-report.json", "junit.xml"] {
      #expect(yaml.contains(": \(name)\n"))
    }
  }

  @Test func atlantisStepRefuses() throws {
    let steps = Self.scripts(try Self.text("atlantis/atlantis.yaml"))
    let job = try Job()
    #expect(steps.count == 1)
    #expect(try job.run(steps[0], with: ["PLANFILE": job.folder.path + "/plan.json"]).status == 1)
    #expect(try job.run(steps[0], with: ["PLANFILE": job.folder.path + "/none"]).status == 2)
  }

  @Test func preCommitHooksRun() throws {
    let job = try Job()
    let name = ".pre-commit-config.yaml"
    try job.scratch.write(name, Data(Self.text("pre-commit/" + name).utf8))
    let text =
      PlanText.survival
      + "\n\ntest \"two replicas\" {\n  plan \"plan.json\"\n  expect survives violated\n}\n"
    try job.scratch.write("s.proviso", text)
    guard try job.run("command -v pre-commit && command -v git").status == 0 else {
      print("pre-commit or git is not installed: only the hooks' commands are run")
      #expect(try job.run("proviso fmt --check s.proviso && proviso test").status == 0)
      return
    }
    let start = "git init -q . && git add . && "
    let good = try job.run(start + "pre-commit run --all-files")
    #expect(good.status == 0, "\(good.output)")
    try job.scratch.write(
      "s.proviso", text.replacing("invariant", with: "invariant  "))
    let bad = try job.run("git add . && pre-commit run --all-files")
    #expect(bad.status == 1 && bad.output.contains("proviso fmt"), "\(bad.output)")
  }

  // MARK: HCP Terraform

  /// A fake of HCP Terraform sends a request, serves the plan, and takes the answer.
  private static let fake = #"""
    import hashlib, hmac, http.client, json, os, subprocess, sys, threading, time
    from http.server import BaseHTTPRequestHandler, HTTPServer
    answers, done = [], threading.Event()
    class Fake(BaseHTTPRequestHandler):
        def do_GET(self):
            if self.headers.get("Authorization") != "Bearer token":
                self.send_response(401); self.end_headers(); return
            self.send_response(200); self.end_headers()
            self.wfile.write(open("plan.json", "rb").read())
        def do_PATCH(self):
            answers.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200); self.end_headers(); done.set()
        def log_message(self, *a): pass
    server = HTTPServer(("127.0.0.1", 0), Fake)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = "http://127.0.0.1:%d" % server.server_port
    task = subprocess.Popen([sys.executable, "-c", """
    import runpy, sys
    from http.server import ThreadingHTTPServer
    module = runpy.run_path(sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), module["Handler"])
    print(server.server_port, flush=True)
    server.serve_forever()
    """, sys.argv[1]], env=dict(os.environ, HMAC_KEY="key", TFC_ADDRESS=address),
        stdout=subprocess.PIPE, text=True)
    try:
        port = int(task.stdout.readline())
        def post(body, key=b"key"):
            c = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            c.request("POST", "/", body, {"X-TFC-Task-Signature": hmac.new(key, body, hashlib.sha512).hexdigest()})
            return c.getresponse().status
        def request(**more):
            return json.dumps(dict({"access_token": "token", "plan_json_api_url": address + "/plan",
                "task_result_callback_url": address + "/callback"}, **more)).encode()
        print("unsigned", post(request(), b"other"))
        print("trial", post(request(access_token="test-token")))
        print("plan", post(request()))
        done.wait(60)
        data = answers[0]["data"]
        print(data["type"], data["attributes"]["status"], data["attributes"]["message"])
        print("report" if "<!-- proviso -->" in json.dumps(data["relationships"]) else "no report")
        done.clear()
        print("elsewhere", post(request(plan_json_api_url="http://localhost:1/plan")))
        done.wait(60)
        print(answers[1]["data"]["attributes"]["status"], len(answers))
    finally:
        task.kill()
    """#

  @Test func runTaskAnswers() throws {
    let job = try Job()
    guard try job.run("command -v python3").status == 0 else {
      print("python3 is not installed: the run task is not run")
      return
    }
    try job.scratch.write("fake.py", Self.fake)
    let script = Self.examples.appendingPathComponent("run-task/run_task.py").path
    let run = try job.run("python3 fake.py '\(script)'")
    #expect(
      run.output.split(separator: "\n").map(String.init) == [
        "unsigned 401", "trial 200", "plan 200",
        "task-results failed Proviso: a rule is violated", "report", "elsewhere 200", "failed 2",
      ], "\(run.output)")
  }

  // MARK: Schemas

  @Test func filesFollowTheirSchemas() throws {
    let job = try Job()
    guard try job.run("command -v check-jsonschema").status == 0 else {
      print("check-jsonschema is not installed: the files are not compared with their schemas")
      return
    }
    for (schema, name) in [
      ("vendor.github-actions", "github/action.yml"),
      ("vendor.github-workflows", "github/workflow.yml"),
      ("vendor.gitlab-ci", "gitlab/proviso.gitlab-ci.yml"),
    ] {
      let file = Self.examples.appendingPathComponent(name).path
      let run = try job.run("check-jsonschema --builtin-schema \(schema) '\(file)'")
      #expect(run.status == 0, "\(name): \(run.output)")
    }
    guard try job.run("command -v actionlint").status == 0 else {
      print("actionlint is not installed: the workflow's expressions are not checked")
      return
    }
    let file = Self.examples.appendingPathComponent("github/workflow.yml").path
    let run = try job.run("actionlint '\(file)'")
    #expect(run.status == 0, "\(run.output)")
  }

  /// The scripts in the files have no mistake that a shell's linter finds.
  @Test func shellScriptsAreClean() throws {
    let job = try Job()
    guard try job.run("command -v shellcheck").status == 0 else {
      print("shellcheck is not installed: scripts are not linted")
      return
    }
    for name in ["github/action.yml", "github/workflow.yml", "atlantis/atlantis.yaml"] {
      for script in Self.scripts(try Self.text(name)) {
        try job.scratch.write("script", script)
        let run = try job.run("shellcheck -s bash -e SC2154 script")
        #expect(run.status == 0, "\(name): \(run.output)")
      }
    }
    let package = Repository.root.appendingPathComponent(".ci/package").path
    let run = try job.run("shellcheck '\(package)'")
    #expect(run.status == 0, "\(run.output)")
  }
}
