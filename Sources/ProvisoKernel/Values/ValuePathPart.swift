/// A step into a value: to a member of a map or an element of a list.
public enum ValuePathPart: Hashable, Sendable {
  case member(String)
  case element(Int)
}
