/// A term in a `TermStore`: equal terms of one store have equal handles.
public struct Term: Hashable, Sendable {
  /// The term's index in its store.
  public let index: Int32

  /// The constant that is always true; every store puts it first.
  public static let always = Term(index: 0)
  /// The constant that is never true; every store puts it second.
  public static let never = Term(index: 1)
}

/// How far a step has progressed.
public enum StepPhase: Int, Hashable, Sendable {
  /// The step has begun: it is in flight, failed or done.
  case begun
  /// The step is done.
  case done
  /// The step has failed.
  case failed
}

/// Comparisons and tests over strings; false unless both operands are strings.
public enum StringTest: Hashable, Sendable {
  case startsWith, endsWith, contains
}

/// Operators over numbers; `add` also joins two strings.
public enum TermArithmetic: Hashable, Sendable {
  case add, subtract, multiply, divide, modulo
}

/// The structure of a term. Operands are terms of the same store.
///
/// A term has one of two sorts: condition (true or false) or value (`Value`). As conditions, the
/// Boolean values `true` and `false` are `Term.always` and `Term.never`.
public enum TermNode: Hashable, Sendable {
  case truth(Bool)
  /// A known value.
  case constant(Value)
  /// The value of a state variable at the moment in question, by the variable's index.
  case variable(Int)
  /// The value of a rigid unknown, by its index in the store.
  case unknown(Int)
  /// A condition that may be true or false and that the model cannot evaluate, by its index among
  /// the store's undetermined conditions.
  case undetermined(Int)
  /// A rigid Boolean of the system's order.
  case flag(Int)
  /// The step has reached the phase.
  case phase(Int, StepPhase)
  /// The part of the step has happened.
  case happened(PartID)
  /// The step is pending, and every step that it waits for is done.
  case enabled(Int)
  /// In no run does the second step begin before the first is done: a fact about the order.
  case before(Int, Int)
  /// The step is done, and no step that waits directly for it has begun or was refused.
  case justDone(Int)
  case not(Term)
  case and([Term])
  case or([Term])
  /// A choice between two conditions or two values.
  case ite(Term, Term, Term)
  /// Two values are equal.
  case equal(Term, Term)
  /// Both are numbers, or both strings, and the first is less.
  case less(Term, Term)
  case isKind(Term, Value.Kind)
  case stringTest(StringTest, Term, Term)
  /// The value is a string that contains a match of the pattern; false for any other kind. The
  /// pattern is an RE2 expression, by its index in the store's list.
  case matches(Int, Term)
  /// A constant plus the weights of the conditions that hold.
  case sum(Number, [WeightedTerm])
  case arithmetic(TermArithmetic, Term, Term)
  /// The number of code points of a string.
  case size(Term)
  /// The string with its ASCII letters in lower case.
  case lowerASCII(Term)
  /// The value is the Boolean `true`.
  case isTrue(Term)
}

/// A condition with its weight in a sum.
public struct WeightedTerm: Hashable, Sendable {
  public let weight: Number
  public let condition: Term

  /// Makes a weighted condition.
  public init(_ weight: Number, _ condition: Term) {
    self.weight = weight
    self.condition = condition
  }
}

/// A rigid symbol: an unknown value that is the same at every moment.
public struct Unknown: Hashable, Sendable {
  /// The path that people read (`aws_s3_bucket.logs.after.acl`).
  public let name: String
  /// The unknown map that this one is a member of, with the member's name.
  public let parent: UnknownParent?
  /// Whether the value can only be true or false.
  public let isCondition: Bool

  /// Names are the same if their code points are: Terraform keeps two keys of a map apart that only
  /// look the same.
  public static func == (a: Unknown, b: Unknown) -> Bool {
    a.isCondition == b.isCondition && a.parent == b.parent && Text(a.name) == Text(b.name)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(Text(name))
    hasher.combine(parent)
    hasher.combine(isCondition)
  }

  /// Describes a symbol.
  public init(name: String, parent: UnknownParent? = nil, isCondition: Bool = false) {
    self.name = name
    self.parent = parent
    self.isCondition = isCondition
  }
}

/// The map that an unknown is a member of.
public struct UnknownParent: Hashable, Sendable {
  public let unknown: Int
  public let member: Text

  /// Names a member of an unknown.
  public init(unknown: Int, member: Text) {
    self.unknown = unknown
    self.member = member
  }
}
