import CYAML

/// The events of a text, one after the other, as libyaml finds them.
struct EventReader: ~Copyable {
  /// An event with the position at which it begins.
  struct Event {
    enum Kind {
      case streamStart, streamEnd, documentStart, documentEnd
      case alias
      case scalar(String, isPlain: Bool)
      case sequenceStart, sequenceEnd, mappingStart, mappingEnd
    }

    let kind: Kind
    /// Whether the node has an anchor.
    let isAnchored: Bool
    /// Whether the node has a tag that changes its meaning. A quoted scalar is a text, and `!!str` says only
    /// that.
    let isTagged: Bool
    /// The line, from 1.
    let line: Int
    /// The column, from 1, in Unicode scalars.
    let column: Int
  }

  /// libyaml keeps the address of its parser, so it does not move.
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>

  /// Begins to read a text.
  init(_ text: String) throws(YAMLError) {
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    let bytes = text.utf8
    self.text = .allocate(capacity: bytes.count)
    _ = self.text.initialize(from: bytes)
    guard yaml_parser_initialize(parser) == 1 else { throw Self.withoutMemory }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, self.text.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    text.deallocate()
  }

  /// The next event.
  ///
  /// - Throws: `YAMLError` where the text is not YAML.
  func next() throws(YAMLError) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
    defer { yaml_event_delete(&event) }
    let data = event.data
    let (kind, anchor, isTagged): (Event.Kind, UnsafeMutablePointer<UInt8>?, Bool) =
      switch event.type {
      case YAML_ALIAS_EVENT: (.alias, nil, false)
      case YAML_SCALAR_EVENT: Self.scalar(data.scalar)
      case YAML_SEQUENCE_START_EVENT:
        (.sequenceStart, data.sequence_start.anchor, data.sequence_start.tag != nil)
      case YAML_SEQUENCE_END_EVENT: (.sequenceEnd, nil, false)
      case YAML_MAPPING_START_EVENT:
        (.mappingStart, data.mapping_start.anchor, data.mapping_start.tag != nil)
      case YAML_MAPPING_END_EVENT: (.mappingEnd, nil, false)
      case YAML_DOCUMENT_START_EVENT: (.documentStart, nil, false)
      case YAML_DOCUMENT_END_EVENT: (.documentEnd, nil, false)
      case YAML_STREAM_START_EVENT: (.streamStart, nil, false)
      // libyaml has no event after the end of the stream: it gives one without a type.
      default: (.streamEnd, nil, false)
      }
    return Event(
      kind: kind, isAnchored: anchor != nil, isTagged: isTagged,
      line: Int(event.start_mark.line) + 1, column: Int(event.start_mark.column) + 1)
  }

  private static func scalar(
    _ scalar: yaml_event_t.__Unnamed_union_data.__Unnamed_struct_scalar
  ) -> (Event.Kind, UnsafeMutablePointer<UInt8>?, Bool) {
    let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
    let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
    let tag = scalar.tag.map { String(cString: $0) }
    let isTagged = tag != nil && (isPlain || tag != YAML_STR_TAG)
    return (
      .scalar(String(decoding: bytes, as: UTF8.self), isPlain: isPlain), scalar.anchor, isTagged
    )
  }

  private static let withoutMemory = YAMLError(
    "there is not enough memory to read this text", line: 1, column: 1)

  private func failure() -> YAMLError {
    let problem = parser.pointee.problem.map { ": " + String(cString: $0) } ?? ""
    switch parser.pointee.error {
    case YAML_MEMORY_ERROR: return Self.withoutMemory
    case YAML_READER_ERROR:
      let (line, column) = position(ofByte: Int(parser.pointee.problem_offset))
      return YAMLError("this is not YAML\(problem)", line: line, column: column)
    default:
      let mark = parser.pointee.problem_mark
      return YAMLError(
        "this is not YAML\(problem)", line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
  }

  /// The position of a byte of the text.
  private func position(ofByte index: Int) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    for byte in text.prefix(max(index, 0)) {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return (line, column)
  }
}
