import ProvisoKernel
import Z3

/// A value in Z3 whose sort is known: it has only the components that the sort allows.
///
/// Exactly one of the conditions (`holds` of the cases, `present` of the components) is true.
struct SortedValue {
  /// One kind that the value can have.
  struct Component {
    /// The value has this kind.
    let present: Z3Term
    /// The value, where `present` holds.
    let term: Z3Term
  }

  /// One known value, with the condition that the value equals it.
  struct Case {
    let value: Value
    let holds: Z3Term
  }

  /// Known values: null, objects, texts and structures, but no Booleans or numbers.
  var cases: [Case] = []
  var bool: Component?
  /// An integer or a real.
  var number: Component?
  /// A Z3 string; where texts are only compared for equality, an integer that names one.
  var text: Component?
}

/// The Z3 constants of a variable in one frame.
struct FrameVariable {
  let value: SortedValue
  /// These are equal in two frames exactly if the values are.
  let constants: [Z3Term]
  /// The constraints on the constants.
  let domain: [Z3Term]
}

/// The Z3 constants of one state, and of the inputs of the transition that leaves it.
final class Frame {
  let variables: [FrameVariable]
  let inputs: [Int: FrameVariable]
  var conditions: [Term: Z3Term] = [:]
  var values: [Term: SortedValue] = [:]

  init(variables: [FrameVariable], inputs: [Int: FrameVariable]) {
    self.variables = variables
    self.inputs = inputs
  }

  /// The constraints on all constants. An input without any value is left out: it only disables the
  /// transitions that read it.
  var domain: [Z3Term] {
    variables.flatMap(\.domain)
      + inputs.sorted { $0.key < $1.key }.flatMap { $0.value.domain }
      .filter { $0.booleanValue != false }
  }
}
