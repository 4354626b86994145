import JSON
import ProvisoKernel

extension JSONValue {
  /// The value as a value of the kernel. Null members are dropped, because the language does not
  /// distinguish null from absent. The document's limits bound the depth of the recursion and the
  /// size of numbers.
  package var kernelValue: Value {
    switch kind {
    case .null: return .null
    case .bool: return .bool(bool ?? false)
    case .number:
      guard let number else { return .null }
      if let integer = number.integer { return .number(Number(integer)) }
      return Number(literal: number.text).map(Value.number) ?? .null
    case .string: return .string(Text(string ?? ""))
    case .array: return .list(elements.map(\.kernelValue))
    case .object:
      var out: [Text: Value] = [:]
      for (key, value) in members where !value.isNull { out[Text(key.string)] = value.kernelValue }
      return .map(out)
    }
  }
}
