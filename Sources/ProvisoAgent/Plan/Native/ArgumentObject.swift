import JSON
import ProvisoInput
import ProvisoKernel

/// The arguments of a single call as hosts give them: a JSON object.
package enum ArgumentObject {
  /// The members of the object, in its order.
  ///
  /// - Throws: `AgentFormatError` if the text is no JSON object. A name that appears twice is refused,
  ///   because programs differ on which of the two counts.
  package static func members(
    of text: String
  ) throws(AgentFormatError) -> [(name: String, value: Value)] {
    let root: JSONValue
    do throws(JSONError) {
      root = try JSONDocument(text: text).root
    } catch {
      throw AgentFormatError("not JSON: \(error.message)")
    }
    guard root.kind == .object else {
      throw AgentFormatError("expected a JSON object, found \(root.kindDescription)")
    }
    var seen: Set<String> = []
    for member in root.members where !seen.insert(member.key.string).inserted {
      throw AgentFormatError("the name \(Value.quoted(member.key.string)) appears twice")
    }
    return root.members.map { ($0.key.string, $0.value.kernelValue) }
  }

  /// The value of a text that is JSON, apart from numbers and texts: a plain `5` is the text "5" as well.
  package static func value(of text: String) -> Value? {
    guard let root = try? JSONDocument(text: text).root else { return nil }
    switch root.kind {
    case .object, .array, .bool, .null: return root.kernelValue
    default: return nil
    }
  }
}
