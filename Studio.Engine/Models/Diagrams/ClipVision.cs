using Studio.Engine.Models.Building;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The picture half of CLIP (Radford et al. 2021, arXiv:2103.00020) and of SigLIP (Zhai et al. 2023, arXiv:2303.15343): squares of the
/// picture as tokens in pre-norm transformer layers. In: pixel_values [B,3,side,side], normalized. Out: last_hidden_state and
/// penultimate_hidden_states [B,T,width] (without the final norm, but for SigLIP's last), and with a class token image_embeds
/// [B,projection].
/// </summary>
/// <param name="Grid">Squares along a side of the picture.</param>
/// <param name="PatchSide">Pixels along a side of a square.</param>
internal sealed record ClipVision(string Prefix, int Width, int Layers, int Heads, int MlpWidth, int Grid, int PatchSide)
    : Network(NetworkRole.Vision, Prefix)
{
    public const string PixelsInput = "pixel_values";
    public const string LastHidden = "last_hidden_state";
    public const string Penultimate = "penultimate_hidden_states";
    public const string Embeds = "image_embeds";

    /// <summary>Whether a token of its own stands for the whole picture: CLIP, and not SigLIP.</summary>
    public bool HasClassToken { get; init; } = true;

    /// <summary>Whether it has the GELU that OpenAI trained with, and not the exact one.</summary>
    public bool QuickGelu { get; init; }

    /// <summary>Of the picture's summary after a projection of its own; 0 when there is none.</summary>
    public int Projection { get; init; }

    /// <summary>Pixels along a side of the picture that it takes.</summary>
    public int Side => Grid * PatchSide;

    /// <summary>The projection stands beside what has the prefix.</summary>
    public override bool Owns(string tensor) => tensor.StartsWith("vision_model.", StringComparison.Ordinal)
        || tensor.StartsWith("visual_projection.", StringComparison.Ordinal);

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var pixels = g.Input(PixelsInput, ElementType.Float32, -1, 3, Side, Side);
        var batch = g.BatchOf(pixels);
        var x = Tokens(g, pixels, batch);
        if (HasClassToken)
            x = Norm(g, x, "pre_layrnorm");
        for (var layer = 0; layer < Layers; layer++)
        {
            if (layer == Layers - 1)
                g.Output(Penultimate, Batched(g, x, batch));
            x = Layer(g, x, $"vision_model.encoder.layers.{layer}.", batch);
        }
        var last = Batched(g, HasClassToken ? x : Norm(g, x, "post_layernorm"), batch);
        g.Output(LastHidden, last);
        if (!HasClassToken)
            return;
        var summary = Norm(g, g.Op("Reshape", [g.Part(last, axis: 1, 0, 1), g.Constant([-1, Width])]), "post_layernorm");
        g.Output(Embeds, Projection > 0 ? g.Linear(summary, "visual_projection", Width, Projection, bias: false) : summary);
    }

    /// <summary>Rows [B*T,width]: the class token first, then the squares row by row, each with its place.</summary>
    private Value Tokens(OnnxGraph g, Value pixels, Value batch)
    {
        const string embeddings = "vision_model.embeddings.";
        var squares = Patches.Cut(g, pixels, 3, PatchSide).Tokens;
        var filters = g.Op("Reshape", [g.Weight(embeddings + "patch_embedding.weight", Width, 3, PatchSide, PatchSide), g.Constant([Width,
            -1])]);
        var transposed = OrtAttribute.Int("transB", 1);
        var tokens = g.Has(embeddings + "patch_embedding.bias")
            ? g.Op("Gemm", [squares, filters, g.Weight(embeddings + "patch_embedding.bias", Width)], transposed)
            : g.Op("Gemm", [squares, filters], transposed);
        var all = Batched(g, tokens, batch);
        if (HasClassToken)
        {
            var token = g.Op("Expand", [g.Op("Reshape", [g.Weight(embeddings + "class_embedding", Width), g.Constant([1, 1, Width])]),
                g.Joined(batch, g.Constant([1, 1]))]);
            all = g.Op("Concat", [token, all], OrtAttribute.Int("axis", 1));
        }
        var places = g.Weight(embeddings + "position_embedding.weight", (Grid * Grid) + (HasClassToken ? 1 : 0), Width);
        return g.Op("Reshape", [g.Add(all, places), g.Constant([-1, Width])]);
    }

    private Value Layer(OnnxGraph g, Value x, string name, Value batch)
    {
        var normal = g.LayerNorm(x, name + "layer_norm1", Width);
        Value Project(string which) => g.Linear(normal, $"{name}self_attn.{which}_proj", Width, Width);
        var mixed = g.Attend(Project("q"), Project("k"), Project("v"), batch, Width, Heads);
        x = g.Add(x, g.Linear(mixed, name + "self_attn.out_proj", Width, Width));
        var wide = g.Linear(g.LayerNorm(x, name + "layer_norm2", Width), name + "mlp.fc1", Width, MlpWidth);
        var hidden = QuickGelu ? g.QuickGelu(wide) : HasClassToken ? g.Op("Gelu", [wide]) : g.GeluTanh(wide);
        return g.Add(x, g.Linear(hidden, name + "mlp.fc2", MlpWidth, Width));
    }

    private Value Norm(OnnxGraph g, Value rows, string name) => g.LayerNorm(rows, "vision_model." + name, Width);

    private Value Batched(OnnxGraph g, Value rows, Value batch) => g.Op("Reshape", [rows, g.Joined(batch, g.Constant([-1, Width]))]);
}
