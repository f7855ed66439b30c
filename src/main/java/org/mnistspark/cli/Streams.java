package org.mnistspark.cli;

import java.io.PrintStream;
import org.mnistspark.spark.session.Termination;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Gives commands what this invocation has: the output stream, and how it may be ended. */
record Streams(PrintStream out, Termination termination) implements IFactory {
  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == TrainCommand.class) {
      return type.cast(new TrainCommand(out, termination));
    }
    for (var constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 1
          && constructor.getParameterTypes()[0] == PrintStream.class) {
        return type.cast(constructor.newInstance(out));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
