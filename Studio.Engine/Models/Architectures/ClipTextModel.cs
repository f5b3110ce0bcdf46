using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Architectures;

/// <summary>
/// The text half of CLIP (Radford et al. 2021, arXiv:2103.00020): token and position embeddings, then pre-norm transformer layers in which
/// a token sees only those before it. In: input_ids [B,77], embedding_positions [N,2] and embedding_vectors [N,width]. Out, each
/// [B,77,width] after the final norm: last_hidden_state, and stop_at_N for layer N from the end (2 is the one before the last).
/// </summary>
internal static class ClipTextModel
{
    public static void Build(OnnxGraph g, ClipTextShape s)
    {
        var ids = g.Input("input_ids", ElementType.Int64, -1, s.Length);
        var tokens = g.Op("Gather", [g.Weight("embeddings.token_embedding.weight", s.Vocabulary, s.Width), ids]);
        // textual inversion: vectors that take the place of tokens, each at [chunk, position]; usually none
        var places = g.Input("embedding_positions", ElementType.Int64, -1, 2);
        var vectors = g.Input("embedding_vectors", ElementType.Float32, -1, s.Width);
        tokens = g.Op("ScatterND", [tokens, places, vectors]);
        var positions = g.Weight("embeddings.position_embedding.weight", s.Length, s.Width);
        var x = g.Op("Reshape", [g.Add(tokens, positions), g.Constant([-1, s.Width])]);
        for (var layer = 0; layer < s.Layers; layer++)
        {
            x = Layer(g, x, $"encoder.layers.{layer}.", s);
            g.Output(OutputName(s.Layers - layer), Final(g, x, s));
        }
    }

    /// <summary>The output for the layer that is <paramref name="fromEnd"/>th from the end; 1 is the last.</summary>
    public static string OutputName(int fromEnd) => fromEnd == 1 ? "last_hidden_state" : $"stop_at_{fromEnd}";

    private static Value Layer(OnnxGraph g, Value x, string name, ClipTextShape s)
    {
        x = g.Add(x, SelfAttention(g, g.LayerNorm(x, name + "layer_norm1", s.Width), name + "self_attn.", s));
        var hidden = g.QuickGelu(g.Linear(g.LayerNorm(x, name + "layer_norm2", s.Width), name + "mlp.fc1", s.Width, s.MlpWidth));
        return g.Add(x, g.Linear(hidden, name + "mlp.fc2", s.MlpWidth, s.Width));
    }

    private static Value SelfAttention(OnnxGraph g, Value x, string name, ClipTextShape s)
    {
        var split = g.Constant([-1, s.Length, s.Width]);
        Value Project(string which) => g.Op("Reshape", [g.Linear(x, name + which, s.Width, s.Width), split]);
        var mixed = g.PlainAttend(Project("q_proj"), Project("k_proj"), Project("v_proj"), s.Width, s.Heads, CausalMask(g, s.Length));
        return g.Linear(g.Op("Reshape", [mixed, g.Constant([-1, s.Width])]), name + "out_proj", s.Width, s.Width);
    }

    private static Value Final(OnnxGraph g, Value x, ClipTextShape s) =>
        g.Op("Reshape", [g.LayerNorm(x, "final_layer_norm", s.Width), g.Constant([-1, s.Length, s.Width])]);

    private static Value CausalMask(OnnxGraph g, int length) => g.Shared("causal mask", () =>
    {
        var mask = new float[length * length];
        for (var row = 0; row < length; row++)
            mask.AsSpan((row * length) + row + 1, length - row - 1).Fill(-1e9f);
        return g.Constant(mask, length, length);
    });
}
