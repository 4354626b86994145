import ArgumentParser
import ProvisoKernel

extension CalendarDate: ExpressibleByArgument {
  /// Reads a day as in `2027-01-31`.
  public init?(argument: String) { self.init(argument) }
}
