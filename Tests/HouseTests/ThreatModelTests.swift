import Foundation
import Testing

/// Each promise of the page ThreatModel names tests that hold it, and these tests exist.
struct ThreatModelTests {
  /// A row of a table with the heading `held by`.
  private struct Promise {
    let text: String
    let tests: [String]
  }

  private static let promises: [Promise] = {
    let path = "Sources/ProvisoLanguage/ProvisoLanguage.docc/ThreatModel.md"
    let text = (try? String(contentsOfFile: House.root.path + "/" + path, encoding: .utf8)) ?? ""
    var out: [Promise] = []
    var isTable = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        isTable = false
        continue
      }
      let cells = line.dropFirst().dropLast().components(separatedBy: " | ")
      if cells.last?.trimmingCharacters(in: .whitespaces) == "held by" { isTable = true }
      guard isTable, let last = cells.last, cells.count == 2, !last.contains("---"),
        last.trimmingCharacters(in: .whitespaces) != "held by"
      else { continue }
      let parts = last.split(separator: "`", omittingEmptySubsequences: false)
      let tests = stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
      out.append(Promise(text: cells[0], tests: tests))
    }
    return out
  }()

  @Test func everyPromiseNamesATest() {
    #expect(Self.promises.count > 25)
    for promise in Self.promises where promise.tests.isEmpty {
      Issue.record("no test holds: \(promise.text)")
    }
  }

  @Test func namedTestsExist() {
    for promise in Self.promises {
      for name in promise.tests {
        let parts = name.split(separator: "/")
        let files = House.tests.filter { file in
          file.declaredTypes.contains(String(parts[0]))
            && file.words.contains { $0.text == "Test" }
        }
        #expect(!files.isEmpty, "there is no suite `\(name)`, which holds: \(promise.text)")
        guard parts.count == 2 else { continue }
        let isFound = files.contains { file in
          zip(file.words, file.words.dropFirst()).contains {
            $0.text == "func" && $1.text == String(parts[1])
          }
        }
        #expect(isFound, "there is no test `\(name)`, which holds: \(promise.text)")
      }
    }
  }

  /// Outside the tables the page makes no promise.
  @Test func promisesAreInTables() throws {
    let path = House.root.path + "/Sources/ProvisoLanguage/ProvisoLanguage.docc/ThreatModel.md"
    for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    where !line.hasPrefix("|") && !line.hasPrefix("#") {
      let words = line.split { !$0.isLetter }.map { $0.lowercased() }
      #expect(!words.contains("never"), "\(line)")
    }
  }
}
