/// The members that attributes have in the input: what the check for misspelt attributes needs.
public protocol AttributeMembers: Sendable {
  /// Whether some object of the type, narrowed to those whose attribute `type` is the given one if
  /// there is one, has this member in the attribute; `nil` if the input does not show it.
  func hasMember(_ member: Text, attribute: Int, entity: Int, type: String?) -> Bool?
  /// Names of members for a suggestion.
  func memberNames(attribute: Int, entity: Int, type: String?) -> [String]
}

extension AttributeMembers {
  /// Nothing is known of members.
  public func hasMember(_ member: Text, attribute: Int, entity: Int, type: String?) -> Bool? { nil }

  /// There are no suggestions.
  public func memberNames(attribute: Int, entity: Int, type: String?) -> [String] { [] }
}
