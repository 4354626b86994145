import JSON
import ProvisoInput
import ProvisoKernel

/// Arguments that a source holds as a string of JSON, as in OpenAI's formats.
enum ArgumentText {
  /// Reads the string, which must be one JSON object. An empty string has no arguments; some models
  /// write it for a tool without parameters.
  ///
  /// - Throws: at the position of the string, with the position inside it.
  static func read(_ node: SourceNode) throws(AgentFormatError) -> Value {
    guard let text = node.json.string else {
      throw node.mismatch("arguments", expected: "a string of JSON")
    }
    guard !text.isEmpty else { return .map([:]) }
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONDocument(text: text).root
    } catch {
      let position = error.position.map { " (at \($0) in the string)" } ?? ""
      throw node.error("`arguments`: the string is not JSON: \(error.message)\(position)")
    }
    guard root.kind == .object else {
      throw node.error(
        "`arguments`: expected an object in the string, found \(root.kindDescription)")
    }
    return root.kernelValue
  }
}
