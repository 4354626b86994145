/// A term in a `TermStore`: equal terms of one store have equal handles.
public struct Term: Hashable, Sendable {
  /// The term's place in its store.
  public let index: Int32

  /// The constant that is always true; every store puts it first.
  public static let always = Term(index: 0)
  /// The constant that is never true; every store puts it second.
  public static let never = Term(index: 1)
}

/// How far a step has come.
public enum StepPhase: Int, Hashable, Sendable {
  /// It has begun: it is in flight, has failed, or is done.
  case begun
  /// It is done.
  case done
  /// It has failed.
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

/// What a term is made of. Operands are terms of the same store.
///
/// Terms are of one of two sorts: conditions (true or false), and values (`Value`). The Boolean values
/// `true` and `false` as conditions are `Term.always` and `Term.never`.
public enum TermNode: Hashable, Sendable {
  case truth(Bool)
  /// A value that is known.
  case constant(Value)
  /// The value of a state variable at the moment in question.
  case variable(Int)
  /// The value of a rigid unknown.
  case unknown(Int)
  /// A condition that may be either way and that the model knows nothing of, by its place among the
  /// store's undetermined conditions.
  case undetermined(Int)
  /// A rigid Boolean of the system's order.
  case flag(Int)
  /// The step has come so far.
  case phase(Int, StepPhase)
  /// The part of the step has happened.
  case happened(PartID)
  /// The step is pending and all that it waits for is done.
  case enabled(Int)
  /// In no run does the second step begin before the first is done: a fact about the order.
  case before(Int, Int)
  /// The step is done and nothing that waits for it directly has begun.
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
  /// A string in which the pattern is found; false of what is no string. The pattern is an RE2
  /// expression, by its place in the store's list.
  case matches(Int, Term)
  /// A constant plus weighted conditions that count 1 where they hold.
  case sum(Number, [WeightedTerm])
  case arithmetic(TermArithmetic, Term, Term)
  /// The number of code points of a string.
  case size(Term)
  /// ASCII letters in lower case.
  case lowerASCII(Term)
  /// The value is a Boolean and true.
  case isTrue(Term)
}

/// A condition with its weight in a sum.
public struct WeightedTerm: Hashable, Sendable {
  public let weight: Number
  public let condition: Term

  /// Weighs a condition.
  public init(_ weight: Number, _ condition: Term) {
    self.weight = weight
    self.condition = condition
  }
}

/// A rigid symbol: a value that is one and the same at every moment, and not known.
public struct Unknown: Hashable, Sendable {
  /// The path under which a person knows it (`aws_s3_bucket.logs.after.acl`).
  public let name: String
  /// The unknown of which this one is a member, and the member's name.
  public let parent: UnknownParent?
  /// Whether the value is true or false and nothing else.
  public let isCondition: Bool

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
