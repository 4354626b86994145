import JSON

/// The values of a source, which is one JSON document or JSON Lines with one document per line.
struct ImportSource: Sendable {
  /// The document; nil for JSON Lines.
  let whole: SourceNode?
  /// The values of the lines. For a single document: its elements if it is an array, otherwise the
  /// document itself.
  let items: [SourceNode]

  /// Parses a source.
  ///
  /// A source that does not parse as one document is read line by line if its first or second line
  /// is a document. Errors then fit the format that was intended.
  ///
  /// - Throws: if the text is not JSON, with the line of the source, also for JSON Lines.
  init(_ bytes: [UInt8]) throws(AgentFormatError) {
    let failure: JSONError
    do throws(JSONError) {
      let root = SourceNode(try JSONDocument(bytes: bytes).root, linesBefore: 0)
      whole = root
      items = root.json.kind == .array ? root.elements : [root]
      return
    } catch {
      failure = error
    }
    let lines = ImportSource.lines(of: bytes)
    guard lines.count > 1, ImportSource.isJSONLines(lines) else {
      throw AgentFormatError(
        failure.messageWithoutContent, line: failure.line, column: failure.column)
    }
    whole = nil
    var items: [SourceNode] = []
    items.reserveCapacity(lines.count)
    for line in lines { items.append(try ImportSource.parse(line)) }
    self.items = items
  }

  private struct Line {
    let bytes: [UInt8]
    /// From 1.
    let number: Int
  }

  /// The lines that contain more than white space.
  private static func lines(of bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var number = 0
    for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      if part.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      lines.append(Line(bytes: Array(part), number: number))
    }
    return lines
  }

  private static func isJSONLines(_ lines: [Line]) -> Bool {
    if (try? parse(lines[0])) != nil { return true }
    // The first line is damaged. The second one distinguishes JSON Lines from one long document.
    guard lines[0].bytes.first == UInt8(ascii: "{") else { return false }
    return (try? parse(lines[1]))?.json.kind == .object
  }

  private static func parse(_ line: Line) throws(AgentFormatError) -> SourceNode {
    do throws(JSONError) {
      let document = try JSONDocument(bytes: line.bytes)
      return SourceNode(document.root, linesBefore: line.number - 1)
    } catch {
      throw AgentFormatError(error.messageWithoutContent, line: line.number, column: error.column)
    }
  }
}
