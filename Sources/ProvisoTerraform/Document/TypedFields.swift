import JSON

/// Typed access to the fields of an object. A field that is absent or `null` is nil. A value of
/// another type throws a `TerraformPlanError` with its path and position.
extension JSONValue {
  func field(_ name: StaticString) -> JSONValue? {
    guard let value = self[name], value.kind != .null else { return nil }
    return value
  }

  func textField(
    _ name: StaticString, of path: @autoclosure () -> String
  ) throws(TerraformPlanError) -> String? {
    guard let value = field(name) else { return nil }
    guard let text = value.string else {
      throw value.mismatch(path() + ".\(name)", expected: "a string")
    }
    return text
  }

  func flagField(_ name: StaticString, of path: @autoclosure () -> String)
    throws(TerraformPlanError)
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
  ) throws(TerraformPlanError) -> JSONValue? {
    guard let value = field(name) else { return nil }
    guard value.kind == .object else {
      throw value.mismatch(path() + ".\(name)", expected: "an object")
    }
    return value
  }

  func arrayField(
    _ name: StaticString, of path: @autoclosure () -> String
  ) throws(TerraformPlanError) -> JSONValue? {
    guard let value = field(name) else { return nil }
    guard value.kind == .array else {
      throw value.mismatch(path() + ".\(name)", expected: "an array")
    }
    return value
  }

  func mismatch(_ path: String, expected: String) -> TerraformPlanError {
    let shown = path.hasPrefix(".") ? String(path.dropFirst()) : path
    return TerraformPlanError("\(shown): expected \(expected), found \(kindDescription)", at: self)
  }
}
