import JSON

/// Reads of fields whose type the format fixes: absent and `null` are nil, anything else of the
/// wrong type is an error that says where.
extension JSONValue {
  func field(_ name: StaticString) -> JSONValue? {
    guard let value = self[name], value.kind != .null else { return nil }
    return value
  }

  func textField(
    _ name: StaticString, of path: @autoclosure () -> String
  ) throws(PlanError) -> String? {
    guard let value = field(name) else { return nil }
    guard let text = value.string else {
      throw value.mismatch(path() + ".\(name)", expected: "a string")
    }
    return text
  }

  func flagField(_ name: StaticString, of path: @autoclosure () -> String) throws(PlanError)
    -> Bool?
  {
    guard let value = field(name) else { return nil }
    guard let flag = value.bool else {
      throw value.mismatch(path() + ".\(name)", expected: "true or false")
    }
    return flag
  }

  func objectField(
    _ name: StaticString, of path: @autoclosure () -> String
  ) throws(PlanError) -> JSONValue? {
    guard let value = field(name) else { return nil }
    guard value.kind == .object else {
      throw value.mismatch(path() + ".\(name)", expected: "an object")
    }
    return value
  }

  func arrayField(
    _ name: StaticString, of path: @autoclosure () -> String
  ) throws(PlanError) -> JSONValue? {
    guard let value = field(name) else { return nil }
    guard value.kind == .array else {
      throw value.mismatch(path() + ".\(name)", expected: "an array")
    }
    return value
  }

  /// A field that marks parts of a value: `true` or `false` for all of it, or the value's shape.
  func marksField(
    _ name: StaticString, of path: @autoclosure () -> String
  ) throws(PlanError) -> JSONValue? {
    guard let value = field(name) else { return nil }
    switch value.kind {
    case .bool, .object, .array: return value
    default: throw value.mismatch(path() + ".\(name)", expected: "a Boolean, an object or an array")
    }
  }

  func mismatch(_ path: String, expected: String) -> PlanError {
    let shown = path.hasPrefix(".") ? String(path.dropFirst()) : path
    return PlanError("\(shown): expected \(expected), found \(kindInWords)", at: self)
  }
}
