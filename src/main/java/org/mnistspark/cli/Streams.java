package org.mnistspark.cli;

import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Gives commands the output stream of this invocation. */
record Streams(PrintStream out) implements IFactory {
  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (var constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 1
          && constructor.getParameterTypes()[0] == PrintStream.class) {
        return type.cast(constructor.newInstance(out));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
