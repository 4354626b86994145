import Testing

/// The reader that the other tests rest on.
struct SwiftTextTests {
  private func words(_ source: String) -> [String] {
    SwiftText([UInt8](source.utf8)).words.map(\.text)
  }

  @Test func commentsAndLiteralsAreNoCode() {
    let text = SwiftText([UInt8](#"let a = "B // C" // D "E" /* F"#.utf8))
    #expect(text.words.map(\.text) == ["let", "a"])
    #expect(text.literals.map(\.text) == [#""B // C""#])
    #expect(text.comments.map(\.text) == [#"// D "E" /* F"#])
    #expect(words("a /* b /* c */ d */ e") == ["a", "e"])
  }

  @Test func interpolationsAreCode() {
    #expect(words(#""A \(b(c("D \(e)"))) F" g"#) == ["b", "c", "e", "g"])
    #expect(words(##"#"A \(b) \#(c) ""# d"##) == ["c", "d"])
    #expect(words("\"\"\"\n  A \" \\\"\"\" \\(b)\n  \"\"\" + c") == ["b", "c"])
    #expect(words(#""\\" a "\"" b"#) == ["a", "b"])
  }

  @Test func linesAreCounted() {
    let text = SwiftText([UInt8]("/* a\n b */ c\n\"\"\"\n d\n \"\"\"; e.f".utf8))
    #expect(text.words.map(\.line) == [2, 5, 5])
    #expect(text.words.map(\.isMember) == [false, false, true])
    #expect(text.literals.map(\.line) == [3])
  }

  @Test func typesOfAFile() {
    let text = SwiftText(
      [UInt8](
        """
        @dynamicMemberLookup
        public final class A { struct B {} }
        private enum C {}
        extension D.E { typealias F = Int }
        indirect enum G { case import }
        class func h() {}
        """.utf8))
    let file = House.File(path: "Sources/X/Y/Z/A.swift", text: text, words: text.words)
    #expect(file.topLevelTypes.contains("A") && file.topLevelTypes.contains("G"))
    #expect(Set(file.topLevelTypes).isDisjoint(with: ["B", "C", "F"]))
    #expect(file.declaredTypes.isSuperset(of: ["A", "B", "C", "F", "G"]))
    #expect(file.extendedTypes == ["D", "E"])
    #expect(file.imports.isEmpty)
    #expect(file.target == "X" && file.folder == "Y/Z")
  }
}
