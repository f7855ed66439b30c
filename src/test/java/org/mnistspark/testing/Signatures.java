package org.mnistspark.testing;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.data.Signature;

/** Signatures of networks whose features and classes have no names. */
public final class Signatures {
  private Signatures() {}

  public static Signature of(MultiLayerNetwork network) {
    FeedForwardLayer first = (FeedForwardLayer) network.getLayer(0).conf().getLayer();
    FeedForwardLayer last =
        (FeedForwardLayer) network.getLayer(network.getnLayers() - 1).conf().getLayer();
    int inputs = (int) first.getNIn();
    int side = (int) Math.round(Math.sqrt(inputs));
    return Signature.numbered(
        side * side == inputs ? List.of(side, side) : List.of(inputs), (int) last.getNOut());
  }
}
