import Foundation
import Testing

/// The contributors' pages and the code that cites them.
struct PageTests {
  /// A page of a DocC catalogue.
  private struct Page {
    let path: String
    let text: String
    var name: String { URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent }
    var isForContributors: Bool { path.hasPrefix("Sources/Proviso/Proviso.docc/") }

    var headings: Set<String> {
      Set(
        text.split(separator: "\n").filter { $0.hasPrefix("#") }.map {
          $0.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces)
        })
    }

    /// The texts between single backticks, outside blocks of code, with their lines.
    var spans: [(text: String, line: Int)] {
      var out: [(String, Int)] = []
      var isInBlock = false
      for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
        .enumerated()
      {
        if line.hasPrefix("```") { isInBlock.toggle() }
        guard !isInBlock, !line.contains("``") else { continue }
        let parts = line.split(separator: "`", omittingEmptySubsequences: false)
        for span in stride(from: 1, to: parts.count - 1, by: 2) {
          out.append((String(parts[span]), index + 1))
        }
      }
      return out
    }
  }

  private static let pages: [Page] = House.paths.filter {
    $0.contains(".docc/") && $0.hasSuffix(".md")
  }.compactMap { path in
    (try? String(contentsOfFile: House.root.path + "/" + path, encoding: .utf8)).map {
      Page(path: path, text: $0)
    }
  }

  // MARK: Citations

  @Test func citedHeadingsExist() {
    let headings = Dictionary(
      Self.pages.map { ($0.name, $0.headings) }, uniquingKeysWith: { $0.union($1) })
    var count = 0
    for (path, text) in Self.citing {
      for (page, heading) in Self.citations(in: text) {
        guard let known = headings[page] else { continue }
        count += 1
        if !known.contains(heading) {
          Issue.record("\(path) cites \(page), \"\(heading)\", which has no such heading")
        }
      }
    }
    #expect(count > 20, "citations are found")
  }

  @Test func linkedPagesExist() {
    let names = Set(Self.pages.map(\.name))
    for page in Self.pages {
      for rest in page.text.components(separatedBy: "<doc:").dropFirst() {
        let name = String(rest.prefix { $0.isLetter || $0.isNumber })
        if !names.contains(name) {
          Issue.record("\(page.path) links to \(name), but there is no such page")
        }
      }
    }
  }

  /// Texts that can cite pages: comments of the code, and the pages.
  private static var citing: [(path: String, text: String)] {
    (House.sources + House.tests).map { file in
      let lines = file.text.comments.map { $0.text.drop { $0 == "/" || $0 == " " } }
      return (file.path, lines.joined(separator: " "))
    } + pages.map { ($0.path, $0.text) }
  }

  /// The citations of a text: `Page, "Heading"`, and further headings after "and".
  private static func citations(in text: String) -> [(page: String, heading: String)] {
    let parts = text.components(separatedBy: "\"")
    var out: [(String, String)] = []
    var last: (page: String, index: Int)?
    for index in parts.indices.dropFirst().dropLast() {
      let before = parts[index - 1].trimmingCharacters(in: .whitespacesAndNewlines)
      if before == "and" || before == ",", let cited = last, cited.index == index - 2 {
        last = (cited.page, index)
      } else if before.hasSuffix(",") {
        let name = before.dropLast().reversed().drop { $0 == ">" }
          .prefix { $0.isLetter || $0.isNumber }
        last = name.isEmpty ? nil : (String(name.reversed()), index)
      } else {
        continue
      }
      if let last { out.append((last.page, parts[index])) }
    }
    return out
  }

  // MARK: Names

  @Test func pathsOnPagesExist() {
    let known = Set(
      House.paths.flatMap { path in
        let parts = path.split(separator: "/")
        return parts.indices.map { parts[$0...].joined(separator: "/") }
      })
    for page in Self.pages where page.isForContributors {
      for (span, line) in page.spans where Self.isPath(span) {
        let path = span.hasSuffix("/") ? String(span.dropLast()) : span
        if !known.contains(path) {
          Issue.record("\(page.path):\(line) names `\(span)`, but there is no such path")
        }
      }
    }
  }

  private static let endings = ["swift", "md", "sh", "cpp", "h", "proviso", "json", "yaml"]

  private static func isPath(_ span: String) -> Bool {
    guard span.allSatisfy({ $0.isLetter || $0.isNumber || "/+-_.".contains($0) }) else {
      return false
    }
    if Rules.foreignPaths.contains(span) { return false }
    // `NAME` and `SUITE` stand for any name.
    let parts = span.split { "/._".contains($0) }
    if parts.contains(where: { $0.count > 1 && $0.allSatisfy(\.isUppercase) && $0 != "README" }) {
      return false
    }
    if span.hasSuffix("/") { return parts.count > 1 }
    let isFile = endings.contains { span.hasSuffix("." + $0) }
    return isFile && (span.contains("/") || span.hasSuffix(".swift") && !span.hasPrefix("."))
  }

  @Test func typesOnPagesExist() {
    var files: [String: [House.File]] = [:]
    for file in House.sources + House.tests {
      for type in file.declaredTypes.union(file.extendedTypes) {
        files[type, default: []].append(file)
      }
    }
    let targets = Set(
      House.paths.compactMap { path -> String? in
        let parts = path.split(separator: "/")
        return parts.count == 2 && ["Sources", "Tests"].contains(parts[0]) ? String(parts[1]) : nil
      })
    let others = targets.union(Self.pages.map(\.name)).union(Rules.foreignNames)
    for page in Self.pages where page.isForContributors {
      for (span, line) in page.spans {
        guard let (type, member) = Self.type(in: span), !others.contains(type) else { continue }
        guard let indices = files[type] else {
          Issue.record("\(page.path):\(line) names `\(span)`, but there is no type `\(type)`")
          continue
        }
        guard let member, member != "allCases" else { continue }
        if !indices.contains(where: { $0.words.contains { $0.text == member } }) {
          Issue.record(
            "\(page.path):\(line) names `\(span)`, but `\(type)` has no `\(member)`")
        }
      }
    }
  }

  /// The type and the member of `Type`, `Type.member` or `Type.member(label:)`.
  private static func type(in span: String) -> (type: String, member: String?)? {
    let head = span.prefix { $0 != "(" && $0 != " " }
    let rest = span.dropFirst(head.count)
    guard rest.isEmpty || rest.hasPrefix("(") else { return nil }
    let parts = head.split(separator: ".", omittingEmptySubsequences: false)
    guard let first = parts.first, first.count > 1, first.first?.isUppercase ?? false,
      first.contains(where: \.isLowercase), parts.count <= 2,
      parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber } }),
      parts.count == 1 || !endings.contains(String(parts[1]))
    else { return nil }
    return (String(first), parts.count == 2 ? String(parts[1]) : nil)
  }
}
