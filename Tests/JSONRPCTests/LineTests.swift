import JSON
import JSONOutput
import Testing

@testable import JSONRPC

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Lines of any length are cut at their ends, and nothing else is one.
@Suite struct LineTests {
  /// The lines of a text that comes through a pipe in parts.
  private func lines(_ parts: [[UInt8]], limit: Int = 100) -> [MessageLines.Line] {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return [] }
    let writer = ends[1]
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Parts(parts, writer))
    pthread_create(
      &thread, nil,
      { raw in
        #if canImport(Darwin)
          let parts = Unmanaged<Parts>.fromOpaque(raw).takeRetainedValue()
        #else
          guard let raw else { return nil }
          let parts = Unmanaged<Parts>.fromOpaque(raw).takeRetainedValue()
        #endif
        for part in parts.parts { _ = write(parts.descriptor, part, part.count) }
        close(parts.descriptor)
        return nil
      }, box.toOpaque())
    var reader = MessageLines(from: ends[0], limit: limit)
    var out: [MessageLines.Line] = []
    while let line = reader.next() { out.append(line) }
    pthread_join(thread, nil)
    close(ends[0])
    return out
  }

  private final class Parts {
    let parts: [[UInt8]]
    let descriptor: Int32

    init(_ parts: [[UInt8]], _ descriptor: Int32) {
      self.parts = parts
      self.descriptor = descriptor
    }
  }

  private func lines(_ text: String, limit: Int = 100) -> [String] {
    lines([Array(text.utf8)], limit: limit).map {
      switch $0 {
      case .text(let bytes): String(decoding: bytes, as: UTF8.self)
      case .tooLong: "too long"
      }
    }
  }

  @Test func ends() {
    #expect(lines("") == [])
    #expect(lines("a\nb\n") == ["a", "b"])
    #expect(lines("a\n\n \r\n\t\nb") == ["a", "b"])
    #expect(lines("a\r\nb") == ["a\r", "b"])
    // These are ends of lines only to some programs.
    #expect(lines("a\u{2028}b\u{85}c\n") == ["a\u{2028}b\u{85}c"])
  }

  @Test func longLinesAreSkipped() {
    let long = String(repeating: "x", count: 101)
    let most = String(repeating: "y", count: 100)
    #expect(lines("\(long)\n\(most)\n\(long)\nz") == ["too long", most, "too long", "z"])
    #expect(lines("z\n\(long)") == ["z", "too long"])
    let huge = String(repeating: "x", count: 1 << 18)
    #expect(lines("\(huge)\nz\n\(huge)") == ["too long", "z", "too long"])
  }

  /// However a text is cut into parts, its lines are the same.
  @Test func parts() {
    let text = Array("one\ntwo\n\nthree and more\nfour".utf8)
    let whole = lines([text], limit: 12)
    #expect(whole.count == 4 && whole[2] == .tooLong)
    for size in 1...9 {
      let parts = stride(from: 0, to: text.count, by: size).map {
        Array(text[$0..<min($0 + size, text.count)])
      }
      #expect(lines(parts, limit: 12) == whole)
    }
  }

  // MARK: Writing

  private func compact(_ text: String) throws -> String {
    String(decoding: CompactJSON.bytes(of: try JSONDocument(text: text).root), as: UTF8.self)
  }

  /// A message is one line for every reader, and means the same.
  @Test func oneLineForEveryReader() throws {
    let text = "\"a\\nb\\r\u{2028}\u{2029}\u{85}\u{202e}\u{7f}\\u0000\\ud83d\\ude00\u{e9}\""
    let written = try compact("{ \"k\\n\" :\r [ 1.50 , -0, 1e3, \(text), true , null ] }")
    #expect(written.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
    for ends in ["\u{2028}", "\u{2029}", "\u{85}", "\u{202e}"] { #expect(!written.contains(ends)) }
    #expect(written.hasPrefix(#"{"k\n":[1.50,-0,1e3,"a\nb\r\u2028\u2029\u0085\u202e"#))
    let (a, b) = (try JSONDocument(text: text).root, try JSONDocument(text: written).root)
    #expect(a.string == Array(b.members)[0].value.elements.map(\.string)[3])
    #expect(try compact(written) == written)
  }

  @Test func putTogetherIsTheSame() throws {
    let text = #"{"a":[{},[],"x\u2028",1.0],"b":{"c":false}}"#
    let value = try JSONDocument(text: text).root
    let copy = String(decoding: CompactJSON.bytes(of: JSONText(value)), as: UTF8.self)
    #expect(copy == text)
    #expect(try compact(text) == text)
  }
}
