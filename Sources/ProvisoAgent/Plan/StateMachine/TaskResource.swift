import ProvisoKernel

/// What a Task state does: the tool that it calls, with what, and what comes of it.
///
/// The tool is named by what does the work, so that a world can have an `action` of that name
/// (``MadeNames``):
/// - a Lambda function, called directly or by `lambda:invoke`: the function's own name, without version and
///   alias; so is an activity;
/// - another service (`arn:aws:states:::dynamodb:deleteItem`, `…:aws-sdk:rds:deleteDBInstance`): the service
///   and the operation, `dynamodb_deleteItem`, `rds_deleteDBInstance`; where the state waits for a job or for
///   an answer, that is part of it: `ecs_runTask_sync`, `sqs_sendMessage_waitForTaskToken`;
/// - a placeholder of a template, `${DropFunctionArn}` or `${DropFunction.Arn}`: what stands in it, without
///   `.Arn`.
///
/// Sources: Amazon States Language, section "Task State"; developer guide, "Integrating services",
/// "Discover service integration patterns", "Invoke an AWS Lambda function".
struct TaskResource {
  /// The tool, before it is made a name of the language.
  let tool: String
  /// What the tool is given.
  let arguments: Flow
  /// What of the state's result is what the tool gave.
  let answer: Answer
  /// Whether the arguments are those of a function, which stand in `Payload`.
  let isOfPayload: Bool
  /// Whether the state waits until somebody sends the token back.
  let waitsForToken: Bool
  /// Why it is not known what is done; `nil` where it is.
  let gap: String?

  enum Answer {
    case whole
    /// A member of the result.
    case member(String)
    /// It is in there, in another form.
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
          gap = "which function is called is decided while the state machine runs"
        }
        let way = arguments.part(.member("InvocationType"))
        if arguments.has("InvocationType"), way != .constant(.string("RequestResponse")) {
          gap = "it does not wait until the function has done its work"
        }
        isOfPayload = true
        given =
          arguments.has("Payload")
          ? arguments.part(.member("Payload")) : .constant(.map([:]))
        answer = waits ? .whole : isGeneric ? .hidden : .member("Payload")
      }
      // The old and the new form of waiting for a job are one thing here (`.sync:2`).
      tool = tool ?? ([service] + pieces).joined(separator: "_")
    }
    self.tool = tool ?? Self.name(parts.last.map { $0.isEmpty ? resource : $0 } ?? resource)
    self.arguments = given
    self.answer = answer
    self.isOfPayload = isOfPayload
    self.waitsForToken = waits
    self.gap = gap
  }

  /// The name of the function or activity that an ARN is of.
  private static func function(in text: String) -> String? {
    let parts = parts(of: text)
    for kind in ["function", "activity"] {
      if let place = parts.firstIndex(of: kind), parts.indices.contains(place + 1),
        !parts[place + 1].isEmpty
      {
        return name(parts[place + 1])
      }
    }
    return nil
  }

  /// A name without the alias behind it, or what stands in a placeholder.
  private static func name(_ text: String) -> String {
    var name = parts(of: text).first ?? text
    if name.hasPrefix("${"), name.hasSuffix("}") {
      name = String(name.dropFirst(2).dropLast())
      if name.lowercased().hasSuffix(".arn") { name = String(name.dropLast(4)) }
    }
    return name.isEmpty ? text : name
  }

  /// The parts between colons; those in `${…}` are none.
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

  /// The result of the state by what the call of an identifier gave.
  func result(of call: String) -> Flow {
    switch answer {
    case .whole: .output(call, [])
    case .member(let name): .object([name: .output(call, [])], base: .anything([call]))
    case .hidden: .anything([call])
    }
  }
}

extension Flow {
  /// Whether it may have the member.
  func has(_ name: String) -> Bool {
    switch self {
    case .object(let members, let base): members[name] != nil || base != nil
    case .constant(.map(let members)): members[Text(name)] != nil
    case .constant, .list: false
    case .anything, .output: true
    }
  }
}
