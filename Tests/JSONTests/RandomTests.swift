import Foundation
import JSON
import TestSupport
import Testing

/// Makes random documents, each as a model and as one of its possible texts.
private struct DocumentMaker {
  var generator: SeededGenerator

  mutating func chance(_ outOf: Int) -> Bool { Int.random(in: 0..<outOf, using: &generator) == 0 }

  mutating func blanks() -> String {
    chance(3) ? String((0..<Int.random(in: 0...3, using: &generator)).map { _ in blank() }) : ""
  }

  private mutating func blank() -> Character {
    let all: [Character] = [" ", "\n", "\t", " "]
    return all.randomElement(using: &generator) ?? " "
  }

  mutating func scalar() -> Unicode.Scalar {
    let ranges: [ClosedRange<UInt32>] = [
      0x20...0x7e, 0x20...0x7e, 0x20...0x7e, 0x00...0x1f, 0xa0...0x7ff, 0x800...0xd7ff,
      0xe000...0xffff, 0x10000...0x10ffff,
    ]
    let range = ranges.randomElement(using: &generator) ?? 0x20...0x7e
    return Unicode.Scalar(UInt32.random(in: range, using: &generator)) ?? "?"
  }

  mutating func string() -> String {
    var string = ""
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      string.unicodeScalars.append(scalar())
    }
    return string
  }

  mutating func spell(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      if scalar.value < 0x20 || scalar == "\"" || scalar == "\\" || chance(8) {
        for unit in String(Character(scalar)).utf16 { text += String(format: "\\u%04x", unit) }
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }

  mutating func number() -> String {
    func digits(_ count: Int, using generator: inout SeededGenerator) -> String {
      String((0..<count).map { _ in Character("\(Int.random(in: 0...9, using: &generator))") })
    }
    var text = chance(3) ? "-" : ""
    text +=
      chance(4)
      ? "0"
      : "\(Int.random(in: 1...9, using: &generator))"
        + digits(Int.random(in: 0...(chance(5) ? 30 : 6), using: &generator), using: &generator)
    if chance(3) {
      text +=
        "." + digits(Int.random(in: 1...(chance(4) ? 25 : 4), using: &generator), using: &generator)
    }
    if chance(4) {
      text += chance(2) ? "e" : "E"
      text += ["", "+", "-"].randomElement(using: &generator) ?? ""
      text += digits(Int.random(in: 1...3, using: &generator), using: &generator)
    }
    return text
  }

  mutating func value(depth: Int) -> (Model, String) {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &generator) {
    case 0: return (.null, "null")
    case 1:
      let bool = chance(2)
      return (.bool(bool), bool ? "true" : "false")
    case 2:
      let string = string()
      return (.string(string), spell(string))
    case 3, 4:
      let number = number()
      return (.number(number), number)
    case 5, 6:
      let items = (0..<Int.random(in: 0...5, using: &generator)).map { _ in value(depth: depth - 1)
      }
      var text = "[" + blanks()
      for (position, item) in items.enumerated() {
        text += (position == 0 ? "" : ",") + blanks() + item.1 + blanks()
      }
      return (.array(items.map(\.0)), text + "]")
    default:
      var members: [Model.Member] = []
      var seen: Set<[UInt8]> = []
      var text = "{" + blanks()
      for _ in 0..<Int.random(in: 0...(chance(10) ? 60 : 6), using: &generator) {
        let key = string()
        guard seen.insert(Array(key.utf8)).inserted else { continue }
        let (model, spelled) = value(depth: depth - 1)
        text += members.isEmpty ? "" : ","
        text += blanks() + spell(key) + blanks() + ":" + blanks() + spelled + blanks()
        members.append(Model.Member(key: key, value: model))
      }
      return (.object(members), text + "}")
    }
  }
}

@Suite struct RandomTests {
  @Test func randomDocumentsAreReadBackExactly() throws {
    var maker = DocumentMaker(
      generator: .announced("randomDocumentsAreReadBackExactly"))
    for round in 0..<3_000 {
      let (model, text) = maker.value(depth: 5)
      do {
        let document = try JSONDocument(text: text)
        #expect(Model(document.root) == model, "round \(round), seed \(maker.generator.seed)")
      } catch {
        Issue.record("round \(round), seed \(maker.generator.seed): \(error)\n\(text)")
      }
    }
  }

  @Test func positionsPointAtTheirValues() throws {
    var maker = DocumentMaker(generator: .announced("positionsPointAtTheirValues"))
    for _ in 0..<200 {
      let (_, text) = maker.value(depth: 4)
      let document = try JSONDocument(text: text)
      let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        .map(Array.init)
      var open = [document.root]
      while let value = open.popLast() {
        let position = value.position
        let scalar = lines[position.line - 1][position.column - 1]
        let expected: String =
          switch value.kind {
          case .null: "n"
          case .bool: value.bool == true ? "t" : "f"
          case .number: String(value.number?.text.prefix(1) ?? "none")
          case .string: "\""
          case .array: "["
          case .object: "{"
          }
        #expect(String(Character(scalar)) == expected, "seed \(maker.generator.seed): \(text)")
        open.append(contentsOf: value.elements)
        for (key, member) in value.members {
          let keyPosition = key.position
          #expect(lines[keyPosition.line - 1][keyPosition.column - 1] == "\"")
          #expect(keyPosition < member.position)
          open.append(member)
        }
      }
    }
  }

  static let seedText = #"""
    {"a":[1,-0.5e3,"x\u00e9\n😀",true,{"b":null,"c":[]}],"d":{"e":"\\","f":18446744073709551616},
    "g":false,"h":"ключ","i":[[1e400,2],[{}]]}
    """#

  /// Changes the sample at one to three offsets.
  private func mutate(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    let interesting =
      Array("{}[]:,\"\\0123456789-+.eEtfnu \n\u{0}\u{7f}abcdef".utf8) + [0xff, 0xc3]
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      if bytes.isEmpty { break }
      let index = Int.random(in: 0..<bytes.count, using: &generator)
      let byte =
        Bool.random(using: &generator)
        ? interesting.randomElement(using: &generator) ?? 0
        : UInt8.random(in: 0...255, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[index] = byte
      case 1: bytes.insert(byte, at: index)
      case 2: bytes.remove(at: index)
      case 3: bytes.removeSubrange(index...)
      default:
        let other = Int.random(in: 0..<bytes.count, using: &generator)
        bytes.swapAt(index, other)
      }
    }
    return bytes
  }

  @Test func mutationsNeverCrash() throws {
    var generator = SeededGenerator.announced("mutationsNeverCrash")
    let sample = Array(Self.seedText.utf8)
    var accepted = 0
    var kinds: Set<JSONError.Kind> = []
    for _ in 0..<100_000 {
      let bytes = mutate(sample, using: &generator)
      do throws(JSONError) {
        let document = try JSONDocument(bytes: bytes)
        accepted += 1
        if accepted.isMultiple(of: 16) { _ = touchEverything(document.root) }
      } catch {
        kinds.insert(error.kind)
        // The parser and the scanner must agree on every text.
        if error.kind == .internal {
          Issue.record(
            "seed \(generator.seed): \(error)\n\(String(decoding: bytes, as: UTF8.self))")
        }
      }
    }
    #expect(accepted > 1_000)
    #expect(kinds.isSuperset(of: [.syntax, .truncated, .invalidUTF8, .nulByte, .duplicateKey]))
  }

  /// The answers of Python's parser for many texts: one line for each, accepted or not.
  private func askPython(_ texts: [[UInt8]]) throws -> [Bool]? {
    let script = #"""
      import sys, json, base64
      def unique(pairs):
          if len({k for k, _ in pairs}) != len(pairs): raise ValueError
          return dict(pairs)
      def refuse(name): raise ValueError
      def whole(value):
          stack = [value]
          while stack:
              v = stack.pop()
              if isinstance(v, str): v.encode('utf-8')
              elif isinstance(v, list): stack.extend(v)
              elif isinstance(v, dict): stack.extend(v.keys()); stack.extend(v.values())
      for line in sys.stdin:
          try:
              text = base64.b64decode(line).decode('utf-8')
              whole(json.loads(text, object_pairs_hook=unique, parse_constant=refuse))
              print('yes')
          except ValueError:
              print('no')
      """#
    return try withTemporaryFolder { folder in
      let input = folder.appendingPathComponent("texts")
      let output = folder.appendingPathComponent("answers")
      let lines = texts.map { Data($0).base64EncodedString() }.joined(separator: "\n") + "\n"
      try Data(lines.utf8).write(to: input)
      try Data().write(to: output)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["python3", "-c", script]
      process.standardInput = try FileHandle(forReadingFrom: input)
      process.standardOutput = try FileHandle(forWritingTo: output)
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      if process.terminationStatus == 127 { return nil }
      let answers = String(decoding: try Data(contentsOf: output), as: UTF8.self)
      return answers.split(separator: "\n").map { $0 == "yes" }
    }
  }

  @Test func agreesWithPythonOnWhatIsJSON() throws {
    var generator = SeededGenerator.announced("agreesWithPythonOnWhatIsJSON")
    let sample = Array(Self.seedText.utf8)
    let texts = (0..<20_000).map { _ in mutate(sample, using: &generator) }
    guard let answers = try askPython(texts) else {
      print("agreesWithPythonOnWhatIsJSON: skipped, there is no python3")
      return
    }
    try #require(answers.count == texts.count)
    for (text, expected) in zip(texts, answers) {
      var refusal: JSONError?
      do throws(JSONError) { _ = try JSONDocument(bytes: text) } catch { refusal = error }
      // Python does not limit exponents.
      if refusal?.kind == .numberLimit { continue }
      #expect(
        (refusal == nil) == expected,
        "seed \(generator.seed): \(String(describing: refusal))\n\(String(decoding: text, as: UTF8.self))"
      )
    }
  }
}
