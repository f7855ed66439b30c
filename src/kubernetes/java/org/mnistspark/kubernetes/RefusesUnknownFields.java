package org.mnistspark.kubernetes;

import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;

/**
 * Leaves out the map into which the classes of fabric8's model put fields that they do not know.
 */
final class RefusesUnknownFields extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1;

  @Override
  public Boolean hasAnySetter(Annotated annotated) {
    return Boolean.FALSE;
  }
}
