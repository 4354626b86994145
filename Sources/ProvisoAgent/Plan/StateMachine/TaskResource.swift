import ProvisoKernel

/// The call that a Task state makes: its tool, its arguments and its answer.
///
/// The name of the tool comes from the resource, so that a world can have an `action` with that
/// name (``MadeNames``):
/// - For a Lambda function, called directly or with `lambda:invoke`, it is the function's name
///   without version and alias. The same holds for an activity.
/// - For another service (`arn:aws:states:::dynamodb:deleteItem`,
///   `…:aws-sdk:rds:deleteDBInstance`), it is the service and the operation: `dynamodb_deleteItem`,
///   `rds_deleteDBInstance`. If the state waits for a job or an answer, the name says so:
///   `ecs_runTask_sync`, `sqs_sendMessage_waitForTaskToken`.
/// - For a placeholder of a template, `${DropFunctionArn}` or `${DropFunction.Arn}`, it is the text
///   in the braces without `.Arn`.
///
/// Sources: Amazon States Language, section "Task State"; developer guide, "Integrating services",
/// "Discover service integration patterns", "Invoke an AWS Lambda function".
struct TaskResource {
  /// The name of the tool before it becomes an identifier of the language.
  let tool: String
  /// The arguments of the tool.
  let arguments: Flow
  /// The part of the state's result that is the tool's answer.
  let answer: Answer
  /// Whether the arguments are those of a function, which are in `Payload`.
  let isOfPayload: Bool
  /// Whether the state waits until the task token is sent back.
  let waitsForToken: Bool
  /// The reason why the effect of the state is unknown; `nil` if it is known.
  let gap: String?

  enum Answer {
    case whole
    /// A member of the result.
    case member(String)
    /// The answer is in the result in another form.
    case hidden
  }

  init(_ resource: String, arguments: Flow) {
    let parts = Self.parts(of: resource)
    var tool = Self.function(in: resource)
    var given = arguments
    var answer = Answer.whole
    var gap: String?
    var waits = false
    var isOfPayload = false
    if tool == nil, parts.count >= 7, parts[0] == "arn", parts[2] == "states", parts[4].isEmpty {
      var words = Array(parts[5...])
      let isGeneric = words.first == "aws-sdk"
      if isGeneric { words.removeFirst() }
      let service = words.first ?? ""
      let operation = words.dropFirst().first ?? ""
      let pieces = operation.split(separator: ".", maxSplits: 1).map(String.init)
      waits = pieces.dropFirst().first == "waitForTaskToken"
      if service == "lambda", pieces.first == "invoke" {
        let name = arguments.part(.member("FunctionName"))
        if case .constant(.string(let text)) = name {
          tool = Self.function(in: text.string) ?? Self.name(text.string)
        } else {
          gap = "the name of its function is only known at run time"
        }
        let way = arguments.part(.member("InvocationType"))
        if arguments.has("InvocationType"), way != .constant(.string("RequestResponse")) {
          gap = "it does not wait for its function to finish"
        }
        isOfPayload = true
        given =
          arguments.has("Payload")
          ? arguments.part(.member("Payload")) : .constant(.map([:]))
        answer = waits ? .whole : isGeneric ? .hidden : .member("Payload")
      }
      // The old and the new form of waiting for a job (`.sync:2`) get the same name.
      tool = tool ?? ([service] + pieces).joined(separator: "_")
    }
    self.tool = tool ?? Self.name(parts.last.map { $0.isEmpty ? resource : $0 } ?? resource)
    self.arguments = given
    self.answer = answer
    self.isOfPayload = isOfPayload
    self.waitsForToken = waits
    self.gap = gap
  }

  /// The name of the function or activity in an ARN.
  private static func function(in text: String) -> String? {
    let parts = parts(of: text)
    for kind in ["function", "activity"] {
      if let index = parts.firstIndex(of: kind), parts.indices.contains(index + 1),
        !parts[index + 1].isEmpty
      {
        return name(parts[index + 1])
      }
    }
    return nil
  }

  /// A name without its alias, or the name inside a placeholder.
  private static func name(_ text: String) -> String {
    var name = parts(of: text).first ?? text
    if name.hasPrefix("${"), name.hasSuffix("}") {
      name = String(name.dropFirst(2).dropLast())
      if name.lowercased().hasSuffix(".arn") { name = String(name.dropLast(4)) }
    }
    return name.isEmpty ? text : name
  }

  /// The parts between colons. Colons inside `${…}` do not separate parts.
  private static func parts(of text: String) -> [String] {
    var out = [""]
    var depth = 0
    var last: Character = " "
    for sign in text {
      if sign == "{", last == "$" { depth += 1 }
      if sign == "}", depth > 0 { depth -= 1 }
      if sign == ":", depth == 0 {
        out.append("")
      } else {
        out[out.count - 1].append(sign)
      }
      last = sign
    }
    return out
  }

  /// The result of the state, given the identifier of its call.
  func result(of call: String) -> Flow {
    switch answer {
    case .whole: .output(call, [])
    case .member(let name): .object([name: .output(call, [])], base: .anything([call]))
    case .hidden: .anything([call])
    }
  }
}

extension Flow {
  /// Whether the value may have the member.
  func has(_ name: String) -> Bool {
    switch self {
    case .object(let members, let base): members[name] != nil || base != nil
    case .constant(.map(let members)): members[Text(name)] != nil
    case .constant, .list: false
    case .anything, .output: true
    }
  }
}
