using Studio.Engine.Models;
using Studio.Engine.Runtime;
using Studio.Tests.Support;

namespace Studio.Tests.Flux;

/// <summary>The denoiser of Flux under diffusers' names, its fused layers apart.</summary>
public sealed class FluxDiffusersTests : IDisposable
{
    private const int Width = 256;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(MemoryPolicy.Low)]
    [InlineData(MemoryPolicy.KeepHalf)]
    public void Denoiser_UnderDiffusersNames_IsTheOneOfTheMakers(MemoryPolicy memory)
    {
        var golden = FamilyGolden.Of("flux_dev");
        using var pool = new ModelPool(new ModelPoolOptions { Session = SessionSettings.Default with { Memory = memory } });
        float[] Denoised(string path)
        {
            var model = pool.LoadModel(path, CancellationToken.None);
            Assert.Equal("Flux dev", model.Family.Name);
            var text = new Conditioning([new ConditioningEntry(golden.Array("text0_cond")) { Pooled = golden.Array("text0_pooled") }]);
            using var denoiser = pool.Denoiser(model, text, text, guidance: 1);
            return denoiser.Denoise(golden.Array("unet_x").Slice(0), 0.5f).Span.ToArray();
        }
        Assert.Equal(Denoised(golden.Path), Denoised(Write()));
    }

    private string Write()
    {
        var writer = new SafetensorsWriter();
        foreach (var tensor in FamilyGolden.Of("flux_dev").Recipe.AsArray().Select(tensor => tensor!))
        {
            if ((string)tensor["n"]! is var name && !name.StartsWith(TinyFlux.DenoiserPrefix, StringComparison.Ordinal))
                continue;
            var shape = tensor["s"]!.AsArray().Select(size => (long)size!).ToArray();
            var numbers = Recipe.Numbers(tensor, shape.Aggregate(1L, (product, size) => product * size));
            var row = numbers.Length / (int)shape[0];
            var at = 0;
            foreach (var (part, rows) in Parts(name[TinyFlux.DenoiserPrefix.Length..], (int)shape[0]))
            {
                writer.Add(part, (string)tensor["t"]!, Values(part, numbers.AsSpan(at * row, rows * row)), [rows, .. shape[1..]]);
                at += rows;
            }
        }
        var path = Path.Combine(_folder.Path, "diffusion_pytorch_model.safetensors");
        writer.Save(path);
        return path;
    }

    /// <summary>Scale and shift of the last modulation stand the other way round there.</summary>
    private static float[] Values(string name, Span<float> numbers) => name.StartsWith("norm_out.", StringComparison.Ordinal)
        ? [.. numbers[(numbers.Length / 2)..], .. numbers[..(numbers.Length / 2)]]
        : numbers.ToArray();

    private static IEnumerable<(string Name, int Rows)> Parts(string name, int rows)
    {
        var (layer, kind) = (name[..name.LastIndexOf('.')], name[(name.LastIndexOf('.') + 1)..]);
        var parts = layer.Split('.');
        var (block, rest) = parts.Length > 2 ? (parts[1], string.Join('.', parts[2..])) : ("", "");
        if (parts[0] == "double_blocks" && rest is "img_attn.qkv" or "txt_attn.qkv")
            return "qkv".Select(which => ($"transformer_blocks.{block}.attn.{(rest[0] == 'i' ? $"to_{which}" : $"add_{which}_proj")}.{kind}", Width));
        if (parts[0] == "single_blocks" && rest == "linear1")
            return [.. "qkv".Select(which => ($"single_transformer_blocks.{block}.attn.to_{which}.{kind}", Width)),
                ($"single_transformer_blocks.{block}.proj_mlp.{kind}", rows - (3 * Width))];
        var there = parts[0] switch
        {
            "double_blocks" => $"transformer_blocks.{block}." + rest switch
            {
                "img_attn.proj" => "attn.to_out.0", "txt_attn.proj" => "attn.to_add_out", "img_mod.lin" => "norm1.linear",
                "txt_mod.lin" => "norm1_context.linear", "img_mlp.0" => "ff.net.0.proj", "img_mlp.2" => "ff.net.2",
                "txt_mlp.0" => "ff_context.net.0.proj", "txt_mlp.2" => "ff_context.net.2", "img_attn.norm.query_norm" => "attn.norm_q",
                "img_attn.norm.key_norm" => "attn.norm_k", "txt_attn.norm.query_norm" => "attn.norm_added_q", _ => "attn.norm_added_k",
            },
            "single_blocks" => $"single_transformer_blocks.{block}." + rest switch
            {
                "linear2" => "proj_out", "modulation.lin" => "norm.linear", "norm.query_norm" => "attn.norm_q", _ => "attn.norm_k",
            },
            _ => layer switch
            {
                "img_in" => "x_embedder", "txt_in" => "context_embedder", "final_layer.linear" => "proj_out",
                "final_layer.adaLN_modulation.1" => "norm_out.linear",
                var embedder => "time_text_embed." + parts[0] switch
                {
                    "time_in" => "timestep_embedder", "vector_in" => "text_embedder", _ => "guidance_embedder",
                } + (embedder.EndsWith("in_layer", StringComparison.Ordinal) ? ".linear_1" : ".linear_2"),
            },
        };
        return [($"{there}.{(kind == "scale" ? "weight" : kind)}", rows)];
    }
}
