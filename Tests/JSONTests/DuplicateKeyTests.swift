import JSON
import TestSupport
import Testing

@Suite struct DuplicateKeyTests {
  @Test func bothPositionsAreReported() throws {
    let error = try #require(failure("{\"name\": 1,\n \"other\": 2,\n \"name\": 3}"))
    #expect(error.kind == .duplicateKey)
    #expect(error.position == JSONPosition(line: 3, column: 2))
    #expect(error.message == "the key \"name\" occurs twice in one object, first at 1:2")
  }

  @Test func spellingDoesNotMatter() throws {
    for text in [
      #"{"a": 1, "\u0061": 2}"#, #"{"\u0061": 1, "a": 2}"#, #"{"\u00e9": 1, "é": 2}"#,
      #"{"\ud83d\ude00": 1, "😀": 2}"#, #"{"": 1, "": 2}"#, #"{"\u0000": 1, "\u0000": 2}"#,
      #"[0, {"x": {"k": [], "l": {}, "k": 1}}]"#, #"{"a": {"a": 1}, "b": [{"a": 1}], "a": 2}"#,
    ] {
      #expect(failure(text)?.kind == .duplicateKey, "\(text)")
    }
    #expect(failure(#"{"\u0061\n": 1, "a\n": 2}"#)?.message.contains(#""a\u000a""#) == true)
  }

  @Test func differentKeysPass() throws {
    for text in [
      #"{"a": {"a": {"a": 1}}, "b": [{"a": 1}, {"a": 2}]}"#, #"{"a": 1, "a\u0000": 2, "": 3}"#,
      #"{"\u0000": 1, "": 2, "\u0000\u0000": 3}"#, #"{"A": 1, "a": 2}"#,
      #"{"12345678": 1, "123456789": 2, "1234567": 3}"#,
      #"{"zzzzzzzzA1bbbbbbbb": 1, "zzzzzzzzA2bbbbbbbb": 2, "a": 3}"#,
    ] {
      #expect(throws: Never.self, "\(text)") { try JSONDocument(text: text) }
    }
  }

  @Test func longKeysAreCutInMessages() throws {
    let key = String(repeating: "é", count: 5_000)
    let error = try #require(failure("{\"\(key)\": 1, \"\(key)\": 2}"))
    #expect(error.message.contains("\"" + String(repeating: "é", count: 60) + "…\""))
  }

  @Test func objectsOfEverySizeAreChecked() throws {
    var generator = SeededGenerator.announced("objectsOfEverySizeAreChecked")
    for size in [2, 3, 5, 8, 31, 32, 33, 34, 64, 100, 1000] {
      for ascending in [true, false] {
        var keys = (0..<size).map { "key\(1_000_000 + $0)" }
        if !ascending { keys.shuffle(using: &generator) }
        func text(_ keys: [String]) -> String {
          "{" + keys.map { "\"\($0)\": [{}]" }.joined(separator: ",") + "}"
        }
        let fine = text(keys)
        #expect(throws: Never.self, "\(size)") { try JSONDocument(text: fine) }
        let second = Int.random(in: 1..<size, using: &generator)
        let first = Int.random(in: 0..<second, using: &generator)
        keys[second] = keys[first]
        let error = try #require(failure(text(keys)), "\(size) \(first) \(second)")
        #expect(error.kind == .duplicateKey)
        // A member has 19 characters.
        #expect(error.column == 2 + 19 * second)
        #expect(error.message.hasSuffix("at 1:\(2 + 19 * first)"))
      }
    }
  }

  @Test func theEarliestRepetitionIsReported() throws {
    let error = try #require(failure(#"{"b": 1, "a": 1, "b": 2, "a": 2, "b": 3}"#))
    #expect(error.column == 18)
    var members = (0..<100).map { "\"k\(99 - $0)\": 0" }
    members.append(contentsOf: ["\"k7\": 0", "\"k5\": 0", "\"k7\": 0"])
    let many = try #require(failure("{" + members.joined(separator: ",\n") + "}"))
    #expect(many.position == JSONPosition(line: 101, column: 1))
    #expect(many.message.hasSuffix("\"k7\" occurs twice in one object, first at 93:1"))
  }

  @Test func hostileKeysStayFast() throws {
    // The keys descend and have equal lengths, beginnings and ends, so every shortcut fails.
    let count = 60_000
    let members = (0..<count).map { number in
      let digits = String(1_000_000 - number)
      return "\"aaaaaaaa" + String(repeating: "0", count: 8 - digits.count) + digits
        + "zzzzzzzz\":1"
    }
    let text = "{" + members.joined(separator: ",") + "}"
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try JSONDocument(text: text).root.count == count)
    let elapsed = clock.now - start
    // Comparing all keys in pairs would take 1.8 billion comparisons.
    #expect(elapsed < .seconds(5))
  }
}
