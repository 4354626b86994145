import JSON
import ProvisoInput
import ProvisoKernel
import YAML

/// The content of an output.
struct OutputContent: Sendable {
  /// The scalars with their places.
  var fields: [OutputField] = []
  /// The names of members, each with the place of its map.
  var names: [OutputField] = []
  /// Texts that no field contains, such as a comment, the mark of a fence, or the name of a member
  /// without data.
  var leftovers: [String] = []

  fileprivate static func + (a: OutputContent, b: OutputContent) -> OutputContent {
    OutputContent(
      fields: a.fields + b.fields, names: a.names + b.names, leftovers: a.leftovers + b.leftovers)
  }
}

/// Reads the output of a tool into fields. The same content has the same fields in each form in
/// which tools print it.
///
/// The forms are JSON, JSON lines, literals of Python, YAML, tables of Markdown, and the content
/// blocks of the Model Context Protocol; each of them alone, in a code fence, in tags, between
/// marks against injection, before or after other text, and cut off at the end. Everything else is
/// one text. A text inside a field is never read again: somebody wrote it.
///
/// Everything that a model sees is in the content: what no field contains is left over, and says so.
enum OutputReader {
  /// The content of an output.
  static func content(of output: Value) -> OutputContent {
    switch output {
    case .string(let text): return content(of: text.string, depth: 0)
    case .list(let elements) where !elements.isEmpty && elements.allSatisfy(isContentBlock):
      return elements.map(content(ofBlock:)).reduce(OutputContent(), +)
    case .map(let members):
      var others = members
      var found: [OutputContent] = []
      if let structured = members["structuredContent"], structured != .null {
        others["structuredContent"] = nil
        found.append(content(of: structured))
      }
      if case .list(let blocks)? = members["content"], blocks.allSatisfy(isContentBlock) {
        others["content"] = nil
        found += blocks.map(content(ofBlock:))
      }
      if found.isEmpty, members.count == 1, case .string(let text)? = members["result"] {
        return content(of: text.string, depth: 0)
      }
      if found.isEmpty || !others.isEmpty { found.append(plainContent(of: .map(others))) }
      return found.reduce(OutputContent(), +)
    default: return plainContent(of: output)
    }
  }

  /// The fields of an output.
  static func fields(of output: Value) -> [OutputField] { content(of: output).fields }

  private static func plainContent(of value: Value) -> OutputContent {
    OutputContent(
      fields: OutputField.all(in: value), names: OutputField.places(ofNamesIn: value),
      leftovers: OutputField.namesWithoutData(in: value))
  }

  /// Whether a value is a content block: `{"type": "text", "text": …}`.
  private static func isContentBlock(_ value: Value) -> Bool {
    guard case .map(let members) = value, case .string(let type)? = members["type"] else {
      return false
    }
    return type == "text" && (members["text"] ?? members["content"]) != nil
      || ["image", "audio", "resource", "resource_link"].contains(type.string)
  }

  private static func content(ofBlock block: Value) -> OutputContent {
    guard case .map(var others) = block else { return OutputContent() }
    for name in ["text", "content"] as [Text] {
      guard case .string(let text)? = others[name] else { continue }
      others[name] = nil
      others["type"] = nil
      let content = content(of: text.string, depth: 0)
      return others.isEmpty ? content : content + plainContent(of: .map(others))
    }
    return plainContent(of: block)
  }

  /// The maximum number of wrappings that are taken off a text.
  private static let maximumWrappings = 6

  private static func content(of text: String, depth: Int) -> OutputContent {
    let (plain, marks) = Wrapping.removed(from: text)
    let around = OutputContent(leftovers: marks)
    guard depth < maximumWrappings else {
      return around + OutputContent(fields: [OutputField(path: [], text: plain)])
    }
    if let inner = Wrapping.quoted(plain) { return around + content(of: inner, depth: depth + 1) }
    var parts = OutputParts(plain)
    parts.read()
    var found: OutputContent
    if let wrapper = wrapper(in: parts), depth + 1 < maximumWrappings {
      found = content(of: wrapper)
    } else {
      found = parts.values.map(plainContent(of:)).reduce(OutputContent(), +)
      if parts.isLoose {
        for index in found.fields.indices { found.fields[index].isLoose = true }
      }
    }
    if !parts.rest.isEmpty { found.fields.append(OutputField(path: [], text: parts.rest)) }
    let names = parts.values.reduce(into: Set<String>()) {
      $0.formUnion(OutputField.names(in: $1))
    }
    found.leftovers += Leftovers.runs(in: plain, beside: found.fields, names: names)
    return around + found
  }

  /// The one value of a text, if it is a wrapper itself, such as the text of a content block.
  private static func wrapper(in parts: OutputParts) -> Value? {
    guard parts.values.count == 1, parts.rest.isEmpty else { return nil }
    switch parts.values[0] {
    case .map(let members)
    where members["structuredContent"] != nil || members["content"] != nil
      || members.count == 1 && members["result"] != nil:
      return parts.values[0]
    case .list(let elements) where !elements.isEmpty && elements.allSatisfy(isContentBlock):
      return parts.values[0]
    default: return nil
    }
  }
}
