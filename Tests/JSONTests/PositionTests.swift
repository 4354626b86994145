import JSON
import Testing

@Suite struct PositionTests {
  @Test func valuesAndKeysHavePositions() throws {
    let text = "\n{ \"é😀\" : [ 1,\n\t-2.5, \"a\\\"b\\\\\", {\"k\":null}\r\n], \"t\" :true}"
    let root = try JSONDocument(text: text).root
    #expect(root.position == JSONPosition(line: 2, column: 1))
    let members = Array(root.members)
    #expect(members[0].key.position == JSONPosition(line: 2, column: 3))
    #expect(members[0].value.position == JSONPosition(line: 2, column: 10))
    let elements = Array(members[0].value.elements)
    #expect(elements[0].position == JSONPosition(line: 2, column: 12))
    #expect(elements[1].position == JSONPosition(line: 3, column: 2))
    #expect(elements[2].position == JSONPosition(line: 3, column: 8))
    #expect(elements[3].position == JSONPosition(line: 3, column: 18))
    #expect(elements[3]["k"]?.position == JSONPosition(line: 3, column: 23))
    #expect(members[1].key.position == JSONPosition(line: 4, column: 4))
    #expect(members[1].value.position == JSONPosition(line: 4, column: 9))
  }

  @Test func positionsHoldInLongDocuments() throws {
    // Many more elements than between two marks, looked up in another order than the text's.
    let lines = 5_000
    let text =
      "["
      + (0..<lines).map { "{\"n\\\\\": \($0), \"ü\": [\"\\\"\", 0.5]}" }.joined(separator: ",\n")
      + "]"
    let elements = Array(try JSONDocument(text: text).root.elements)
    #expect(elements.count == lines)
    for line in stride(from: lines - 1, through: 0, by: -37) {
      let first = line == 0 ? 2 : 1
      #expect(elements[line].position == JSONPosition(line: line + 1, column: first))
      let digits = String(line).count
      #expect(
        elements[line]["ü"]?.position
          == JSONPosition(line: line + 1, column: first + 15 + digits))
    }
  }

  @Test func byteOrderMarkHasNoColumn() throws {
    let root = try JSONDocument(bytes: [0xef, 0xbb, 0xbf] + Array("[1]".utf8)).root
    #expect(root.position == JSONPosition(line: 1, column: 1))
    #expect(root.elements.first?.position == JSONPosition(line: 1, column: 2))
  }

  @Test func positionsAreOrderedAndPrinted() {
    let early = JSONPosition(line: 2, column: 9)
    #expect(early < JSONPosition(line: 3, column: 1))
    #expect(early < JSONPosition(line: 2, column: 10))
    #expect(!(early < early))
    #expect(early.description == "2:9")
  }
}
