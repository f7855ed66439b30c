package org.mnistspark.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OneLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "getFileStatus on s3a://b/x: com.amazonaws.SdkClientException: No route: No route | No route",
        "`s3a://b/x': list on s3a://b/x: com.amazonaws.services.s3.model.AmazonS3Exception: No such"
            + " bucket (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Request ID:"
            + " R; Proxy: null), S3 Extended Request ID: E:NoSuchBucket: No such bucket | No such"
            + " bucket",
        "Connection refused: Connection refused | Connection refused: Connection refused"
      })
  void leavesOfS3aWhatTheServerSaid(String message, String expected) {
    assertEquals(expected, OneLine.of(message));
  }

  /** Whatever a file puts into a message: searching all of this would take minutes. */
  @Test
  void cutsWhatIsLong() {
    assertEquals("f".repeat(2000) + "...", OneLine.of("f".repeat(1 << 20)));
  }
}
