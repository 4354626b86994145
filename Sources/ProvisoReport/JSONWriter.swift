import ProvisoKernel

/// Writes JSON with its members in the order in which they are given: the result's readers, people
/// among them, find things where the documentation has them.
struct JSONWriter {
  private(set) var text = ""
  private var indent = 0
  private var isFirst = true

  private mutating func newline() {
    text += "\n"
    text += String(repeating: "  ", count: indent)
  }

  private mutating func separate() {
    if isFirst { isFirst = false } else { text += "," }
  }

  /// An object; empty ones stay on one line.
  mutating func object(_ body: (inout JSONWriter) -> Void) { nest("{", "}", body) }

  /// A list, one element a line.
  mutating func list<Element>(
    _ elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void
  ) {
    nest("[", "]") { writer in
      for element in elements {
        writer.separate()
        writer.newline()
        body(&writer, element)
      }
    }
  }

  private mutating func nest(_ open: String, _ close: String, _ body: (inout JSONWriter) -> Void) {
    text += open
    indent += 1
    let outer = isFirst
    isFirst = true
    body(&self)
    indent -= 1
    if !isFirst { newline() }
    isFirst = outer
    text += close
  }

  /// A member of an object.
  mutating func member(_ name: String, _ body: (inout JSONWriter) -> Void) {
    separate()
    newline()
    text += Value.quoted(name) + ": "
    body(&self)
  }

  mutating func member(_ name: String, _ value: String?) {
    member(name) { $0.raw(value.map(Value.quoted) ?? "null") }
  }
  mutating func member(_ name: String, _ value: Int?) {
    member(name) { $0.raw(value.map(String.init) ?? "null") }
  }
  mutating func member(_ name: String, _ value: Bool) {
    member(name) { $0.raw(value ? "true" : "false") }
  }

  /// Text that is JSON already.
  mutating func raw(_ json: String) { text += json }
}
