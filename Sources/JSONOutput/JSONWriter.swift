import ProvisoKernel

/// Writes JSON whose members have the order in which they are added.
package struct JSONWriter {
  /// The text so far.
  package private(set) var text = ""
  private var indent = 0
  private var isFirst = true

  package init() {}

  private mutating func newline() {
    text += "\n"
    text += String(repeating: "  ", count: indent)
  }

  private mutating func separate() {
    if isFirst { isFirst = false } else { text += "," }
  }

  /// Adds an object. An empty one stays on one line.
  package mutating func object(_ body: (inout JSONWriter) -> Void) { nest("{", "}", body: body) }

  /// Adds a list with one line for each element.
  package mutating func list<Element>(
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

  private mutating func nest(_ open: String, _ close: String, body: (inout JSONWriter) -> Void) {
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

  /// Adds a member of an object.
  package mutating func member(_ name: String, _ body: (inout JSONWriter) -> Void) {
    separate()
    newline()
    text += Value.quoted(name) + ": "
    body(&self)
  }

  package mutating func member(_ name: String, _ value: String) {
    member(name) { $0.string(value) }
  }
  package mutating func member(_ name: String, _ value: Int) {
    member(name) { $0.raw(String(value)) }
  }

  /// Adds a string.
  package mutating func string(_ value: String) { raw(Value.quoted(value)) }

  /// Adds a text that is JSON.
  package mutating func raw(_ json: String) { text += json }
}
