import JSON
import ProvisoKernel

/// Arguments that stand in a source as a string of JSON, as OpenAI has them.
enum ArgumentText {
  /// Reads the string strictly: an object, and nothing else.
  ///
  /// - Throws: at the place of the string, with the place within it.
  static func read(_ node: SourceNode) throws(AgentFormatError) -> Value {
    guard let text = node.json.string else {
      throw node.mismatch("arguments", expected: "a string of JSON")
    }
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONDocument(text: text).root
    } catch {
      let place = error.position.map { " (at \($0) of the string)" } ?? ""
      throw node.error("`arguments` is a string that is not JSON: \(error.message)\(place)")
    }
    guard root.kind == .object else {
      throw node.error("`arguments`: expected an object in the string, found \(root.kindInWords)")
    }
    return root.kernelValue
  }
}
