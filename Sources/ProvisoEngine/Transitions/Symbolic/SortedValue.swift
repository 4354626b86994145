import ProvisoKernel
import Z3

/// A value as Z3 sees it where much is known of its sort: only the components that it can have.
///
/// The conditions of the cases and the components' presence exclude one another and cover everything.
struct SortedValue {
  /// One of the things that a value can be.
  struct Component {
    /// Where the value is of this kind.
    let present: Z3Term
    /// What it is there.
    let term: Z3Term
  }

  /// One known value, with the condition under which it is that one.
  struct Case {
    let value: Value
    let holds: Z3Term
  }

  /// Known values: null, objects, texts, structures; never a Boolean or a number.
  var cases: [Case] = []
  var bool: Component?
  /// An integer or a real.
  var number: Component?
  /// A Z3 string, or an integer that stands for a text where texts are only compared for equality.
  var text: Component?
}

/// The constants that stand for a variable in one frame.
struct FrameVariable {
  let value: SortedValue
  /// Equal for two frames exactly where the values are.
  let constants: [Z3Term]
  /// What the constants obey.
  let domain: [Z3Term]
}

/// The constants of one state, with the inputs of the transition that leaves it.
final class Frame {
  let variables: [FrameVariable]
  let inputs: [Int: FrameVariable]
  var conditions: [Term: Z3Term] = [:]
  var values: [Term: SortedValue] = [:]

  init(variables: [FrameVariable], inputs: [Int: FrameVariable]) {
    self.variables = variables
    self.inputs = inputs
  }

  /// What the constants obey; an input without any value only stops the transitions that name it.
  var domain: [Z3Term] {
    variables.flatMap(\.domain)
      + inputs.sorted { $0.key < $1.key }.flatMap { $0.value.domain }
      .filter { $0.booleanValue != false }
  }
}
