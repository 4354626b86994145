import Foundation
import Testing

/// The page of a result in a real browser, if there is one.
@Suite struct BrowserTests {
  private static let browser: String? = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// The page after its script has run.
  private static func document(of page: String, in scratch: Scratch) throws -> String {
    try document(at: scratch.folder.appendingPathComponent(page).absoluteString, in: scratch)
  }

  private static func document(
    at address: String, after milliseconds: Int = 2000, in scratch: Scratch
  ) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: browser ?? "")
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=\(milliseconds)",
      "--user-data-dir=" + scratch.folder.appendingPathComponent("profile").path, "--dump-dom",
      address,
    ]
    let output = try scratch.write("dom.html", Data())
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return try String(contentsOf: output, encoding: .utf8)
  }

  @Test(.enabled(if: browser != nil, "there is no Chromium in /usr/bin"))
  func theScriptAddsTheMomentsOfEachRun() throws {
    let scratch = try Scratch()
    let plan = Repository.root.appendingPathComponent("examples/two-replicas/plan.json").path
    let page = scratch.folder.appendingPathComponent("page.html").path
    let outcome = try Executable.check(
      ["--no-config", plan, "--format", "html", "-o", page], folder: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.standardError)")
    let document = try Self.document(of: "page.html", in: scratch)
    #expect(document.components(separatedBy: "type=\"range\"").count == 3)
    #expect(document.contains("aria-live=\"polite\">Moment 2 of 2: delete aws_instance.web_2<"))
    #expect(document.contains("aria-current=\"step\""))
    #expect(document.contains("<th scope=\"row\">aws_instance.web_1.exists</th><td>false</td>"))
  }

  @Test(.enabled(if: browser != nil, "there is no Chromium in /usr/bin"))
  func thePlaygroundChecks() throws {
    let scratch = try Scratch()
    let page = try PlayPage(in: scratch)
    let document = try Self.document(
      at: page.address + "#two-replicas", after: 20_000, in: scratch)
    #expect(document.contains("aria-live=\"polite\" class=\"violated\">1 violated<"), "\(document)")
    #expect(document.contains("<span class=\"word\">invariant</span>"))
    #expect(document.contains("src=\"/result?page=1&amp;key=\(page.key)\""))
    let mistaken = try scratch.write("mistaken.proviso", "world w\naction a() { y = 1 }\n")
    let other = try PlayPage([mistaken.path], in: scratch)
    let problems = try Self.document(at: other.address, after: 20_000, in: scratch)
    #expect(problems.contains("Line 2, column 14: nothing is called `y` here"))
    #expect(problems.contains("1 problem<"))
  }
}
