import Essentials
import ProvisoInput

/// The lessons and exercises.
package struct Course: Sendable {
  /// A page of the course.
  package struct Lesson: Sendable {
    /// The number. The page after the ten lessons is for people who review plans and write no rules.
    package let number: Int
    package let title: String
    /// The page, in Markdown.
    package let text: String
  }

  package let lessons: [Lesson]
  package let exercises: [Exercise]

  /// The course that is built in.
  ///
  /// - Throws: `InputError` if a page or an exercise has a mistake.
  package static func builtIn() throws(InputError) -> Course {
    var exercises: [Exercise] = []
    for (name, bytes) in BuiltInPages.exercises {
      exercises.append(
        try ExerciseReader.read(String(decoding: bytes, as: UTF8.self), name: name))
    }
    return Course(
      lessons: BuiltInPages.lessons.enumerated().map { index, bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let title = text.split(separator: "\n").first.map { String($0.drop { "# ".contains($0) }) }
        return Lesson(number: index + 1, title: title ?? "", text: text)
      }, exercises: exercises)
  }

  /// The exercises in the Markdown files of a folder.
  ///
  /// - Throws: `InputError` if the folder cannot be read, has no exercise, or an exercise has a mistake.
  package static func folder(_ path: String) throws(InputError) -> Course {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path))?.sorted() ?? []
    var exercises: [Exercise] = []
    for name in names where name.hasSuffix(".md") && name != "README.md" {
      let text = try text(of: path + "/" + name)
      exercises.append(try ExerciseReader.read(text, name: String(name.dropLast(3))))
    }
    guard !exercises.isEmpty else { throw InputError("\(path): there is no exercise (a .md file)") }
    return Course(lessons: [], exercises: exercises)
  }

  /// The largest exercise or answer, in bytes.
  private static let largestFile = 1 << 20

  /// The text of a regular file: an exercise, or an answer to one.
  ///
  /// - Throws: `InputError` if it is no regular file, is too large or cannot be read.
  package static func text(of path: String) throws(InputError) -> String {
    do throws(FileReader.Failure) {
      return String(
        decoding: try FileReader.bytes(of: path, limit: largestFile), as: UTF8.self)
    } catch {
      throw InputError("\(path): \(error.reason(expected: "a file with text"))")
    }
  }

  package func exercise(named name: String) -> Exercise? { exercises.first { $0.name == name } }
}
