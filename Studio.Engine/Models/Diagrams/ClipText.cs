using System.Collections.Immutable;
using System.Globalization;
using Studio.Engine.Models.Building;
using Studio.Engine.Models.Files;
using Studio.Engine.Runtime;

namespace Studio.Engine.Models.Diagrams;

/// <summary>
/// The text half of CLIP (Radford et al. 2021, arXiv:2103.00020): token and position embeddings, then pre-norm transformer layers in which
/// a token sees only those before it. Inputs and outputs are those of <see cref="TextNetwork"/>, T 77; with a projection also in:
/// end_positions [B], and out: text_embeds [B,projection].
/// </summary>
/// <param name="Length">Positions in a chunk, 77.</param>
internal sealed record ClipText(NetworkRole Role, string Prefix, int Width, int Layers, int Heads, int MlpWidth, int Length,
    int Vocabulary) : TextNetwork(Role, Prefix, Width, Layers)
{
    public const string EndInput = "end_positions";
    public const string Projected = "text_embeds";

    public override bool HasSummary => true;

    /// <summary>Whether it has the GELU that OpenAI trained with, and not the exact one.</summary>
    public bool QuickGelu { get; init; } = true;

    private bool IsOpenClip => Role == NetworkRole.ClipG || Role == NetworkRole.ClipH;

    public override IReadOnlyDictionary<string, string> Settings =>
        ImmutableDictionary<string, string>.Empty.Add("text.heads", Heads.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Some files name the encoder, some number it, and many leave out the number of a model's first one.
    /// </summary>
    public override IEnumerable<LoraName> LoraNames(IEnumerable<string> layers, int place)
    {
        var key = Role.Name[(Role.Name.IndexOf(':', StringComparison.Ordinal) + 1)..];
        foreach (var layer in layers)
        {
            var there = layer.StartsWith("text_projection", StringComparison.Ordinal) ? layer : "text_model." + layer;
            var flat = there.Replace('.', '_');
            string[] names =
            [
                $"lora_te{place + 1}_{flat}", $"lycoris_te{place + 1}_{flat}", $"text_encoders.{key}.transformer.{there}",
                $"{key}.transformer.{there}",
                .. place == 0 ? ["lora_te_" + flat, "lycoris_te_" + flat, "text_encoder." + there, there]
                    : new[] { $"text_encoder_{place + 1}.{there}" },
            ];
            foreach (var name in names)
                yield return new LoraName(name, layer);
            foreach (var name in IsOpenClip ? OpenClipNames(layer, key, place) : [])
                yield return name;
        }
    }

    /// <summary>Names of trainers that know the encoder as OpenCLIP has it, queries, keys and values in one.</summary>
    private IEnumerable<LoraName> OpenClipNames(string layer, string key, int place)
    {
        const string weight = "weight";
        if (ClipLayout.OpenClipName("", $"{layer}.{weight}") is not { IsTransposed: false } stored
            || !stored.Name.Contains("resblocks", StringComparison.Ordinal))
        {
            return [];
        }
        var there = stored.Name[..^(weight.Length + 1)];
        var flat = there.Replace('.', '_');
        string[] names =
        [
            $"lora_te{place + 1}_{flat}", $"lycoris_te{place + 1}_{flat}", $"text_encoders.{key}.{there}", $"{key}.{there}",
            .. place == 0 ? ["lora_te_" + flat, "lycoris_te_" + flat, "text_encoder." + there, there]
                : new[] { $"text_encoder_{place + 1}.{there}" },
        ];
        var isFused = there.EndsWith("in_proj", StringComparison.Ordinal);
        return names.Select(name => new LoraName(name, layer)
        {
            FileRows = isFused ? new LayerRows(stored.Place * Width, Width) : null,
        });
    }

    public override void Build(OnnxGraph g, GraphPatches patches)
    {
        var tokens = Tokens(g, "embeddings.token_embedding.weight", Vocabulary, Ids(g, Length));
        var positions = g.Weight("embeddings.position_embedding.weight", Length, Width);
        var x = g.Op("Reshape", [g.Add(tokens, positions), g.Constant([-1, Width])]);
        for (var layer = 0; layer < Layers; layer++)
        {
            x = Layer(g, x, $"encoder.layers.{layer}.");
            g.Output(Hidden(Layers - layer), Chunks(g, x));
            g.Output(Normed(Layers - layer), Chunks(g, Final(g, x)));
        }
        if (Projection > 0)
            g.Output(Projected, Project(g, Chunks(g, Final(g, x))));
    }

    private Value Layer(OnnxGraph g, Value x, string name)
    {
        x = g.Add(x, SelfAttention(g, g.LayerNorm(x, name + "layer_norm1", Width), name + "self_attn."));
        var wide = g.Linear(g.LayerNorm(x, name + "layer_norm2", Width), name + "mlp.fc1", Width, MlpWidth);
        var hidden = QuickGelu ? g.QuickGelu(wide) : g.Op("Gelu", [wide]);
        return g.Add(x, g.Linear(hidden, name + "mlp.fc2", MlpWidth, Width));
    }

    private Value SelfAttention(OnnxGraph g, Value x, string name)
    {
        var split = g.Constant([-1, Length, Width]);
        Value Project(string which) => g.Op("Reshape", [g.Linear(x, name + which, Width, Width), split]);
        var mixed = g.PlainAttend(Project("q_proj"), Project("k_proj"), Project("v_proj"), Width, Heads, CausalMask(g, Length));
        return g.Linear(g.Op("Reshape", [mixed, g.Constant([-1, Width])]), name + "out_proj", Width, Width);
    }

    private Value Final(OnnxGraph g, Value x) => g.LayerNorm(x, "final_layer_norm", Width);

    private Value Chunks(OnnxGraph g, Value rows) => g.Op("Reshape", [rows, g.Constant([-1, Length, Width])]);

    /// <summary>The last layer at the end token of each chunk [B,width], times the projection.</summary>
    private Value Project(OnnxGraph g, Value last)
    {
        var at = g.Op("Reshape", [g.Input(EndInput, ElementType.Int64, -1), g.Constant([-1, 1])]);
        var summary = g.Op("GatherND", [last, at], OrtAttribute.Int("batch_dims", 1));
        return g.Linear(summary, "text_projection", Width, Projection, bias: false);
    }

    private static Value CausalMask(OnnxGraph g, int length) => g.Shared("causal mask", () =>
    {
        var mask = new float[length * length];
        for (var row = 0; row < length; row++)
            mask.AsSpan((row * length) + row + 1, length - row - 1).Fill(-1e9f);
        return g.Constant(mask, length, length);
    });
}
