import ProvisoKernel
import ProvisoLanguage
import ProvisoWorlds

extension WorldProblem {
  /// The questions of a `refines`: one for the initial states, and one for each action.
  static func questions(
    of refinement: Refinement, at index: Int, with builder: WorldBuilder
  ) -> (questions: [Question], open: String?) {
    guard builder.isFree else {
      return (
        [],
        "a refinement is about the world itself, whose agents act freely: explore the world to check it"
      )
    }
    let conditions: RefinementConditions
    do throws(WorldBuilder.Failure) {
      conditions = try RefinementConditions(refinement, of: builder)
    } catch {
      return ([], error.reason)
    }
    func question(
      _ condition: RefinementConditions.Condition, _ part: RefinedPart
    ) -> Question {
      var question = Question(
        property: index, values: [],
        asked: StateProperty(
          .always, holds: condition.holds, open: condition.open,
          openReason: condition.open == .never ? "" : condition.reason))
      question.refined = part
      return question
    }
    var questions = [question(conditions.start, .start)]
    questions += conditions.actions.map { question($0.condition, .action($0.action)) }
    if let moving = conditions.moving {
      questions.append(
        Question(
          property: index, values: [],
          asked: StateProperty(.reachable, holds: moving, isProbe: true), probe: .moves))
    }
    return (questions, nil)
  }
}
