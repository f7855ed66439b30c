package org.mnistspark.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.mnistspark.failure.ConfigurationException;
import picocli.CommandLine.TypeConversionException;

/**
 * The defaults of every option: conf/mnist.properties as it was when the jar was built, under the
 * file that {@code --config} names.
 */
final class Defaults {
  private static final String EMBEDDED = "mnist.properties";
  private static final String OPTION = "--config";

  /** conf/mnist.properties has 2,500. */
  private static final int MAX_BYTES = 1 << 16;

  private Defaults() {}

  /**
   * The defaults for these arguments. Looks for {@code --config} itself, because picocli needs the
   * defaults before it parses; only {@code train} has it.
   */
  static Properties forArguments(String... args) {
    Properties defaults = embedded();
    Optional<String> command =
        Arrays.stream(args).filter(argument -> !argument.startsWith("-")).findFirst();
    if (!command.equals(Optional.of("train"))) {
      return defaults;
    }
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(OPTION) && i + 1 < args.length) {
        overlay(defaults, args[i + 1]);
      } else if (args[i].startsWith(OPTION + "=")) {
        overlay(defaults, args[i].substring(OPTION.length() + 1));
      }
    }
    return defaults;
  }

  static Properties embedded() {
    Properties properties = new Properties();
    try (InputStream in = Defaults.class.getResourceAsStream(EMBEDDED)) {
      if (in == null) {
        throw new IllegalStateException(
            "expected " + EMBEDDED + " in the job jar, found none; build the jar again");
      }
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  private static void overlay(Properties defaults, String file) {
    Properties own = new Properties();
    try (InputStream in = Files.newInputStream(Place.of(file).local())) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new IOException("more than " + MAX_BYTES + " bytes");
      }
      CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
      own.load(new StringReader(utf8.decode(ByteBuffer.wrap(content)).toString()));
    } catch (TypeConversionException e) {
      throw new ConfigurationException(OPTION + ": " + e.getMessage());
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          OPTION
              + ": expected a readable properties file, found "
              + file
              + " ("
              + e
              + "); see conf/mnist.properties");
    }
    for (String key : own.stringPropertyNames()) {
      if (!defaults.containsKey(key)) {
        throw new ConfigurationException(
            file
                + ": expected one of the keys "
                + new TreeSet<>(defaults.stringPropertyNames())
                + ", found "
                + key);
      }
      defaults.setProperty(key, own.getProperty(key));
    }
  }
}
