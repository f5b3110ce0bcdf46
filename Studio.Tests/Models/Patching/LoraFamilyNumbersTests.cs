using System.Runtime.InteropServices;
using Studio.Engine.Models;
using Studio.Tests.Support;

namespace Studio.Tests.Models.Patching;

/// <summary>
/// LoRAs of the SDXL refiner and of Stable Diffusion 2 on small models of their layouts: each weight is what it was and the difference of
/// its definition.
/// </summary>
public sealed class LoraFamilyNumbersTests : IDisposable
{
    private const float Strength = 0.75f;
    private const float Alpha = 3;
    private const string Text = "encoder.layers.0.";

    private readonly TemporaryFolder _folder = new();
    private readonly ModelPool _pool = new(new ModelPoolOptions());

    public static TheoryData<string, string, string> Layers => new()
    {
        { "sdxl_refiner", "lora_unet_down_blocks_1_attentions_0_transformer_blocks_3_attn2_to_k",
            "input_blocks.4.1.transformer_blocks.3.attn2.to_k" },
        { "sdxl_refiner", "lora_unet_mid_block_resnets_1_conv2", "middle_block.2.out_layers.3" },
        { "sdxl_refiner", "diffusion_model.label_emb.0.0", "label_emb.0.0" },
        { "sdxl_refiner", "lora_te_text_model_encoder_layers_0_mlp_fc1", Text + "mlp.fc1" },
        { "sdxl_refiner", "lora_te1_text_model_encoder_layers_0_self_attn_v_proj", Text + "self_attn.v_proj" },
        { "sdxl_refiner", "lora_te_transformer_resblocks_0_mlp_c_proj", Text + "mlp.fc2" },
        { "sdxl_refiner", "clip_g.transformer.text_projection", "text_projection" },
        { "sd2_v", "unet.down_blocks.0.attentions.0.proj_in", "input_blocks.1.1.proj_in" },
        { "sd2_v", "lora_unet_up_blocks_3_attentions_2_transformer_blocks_0_attn2_to_v",
            "output_blocks.11.1.transformer_blocks.0.attn2.to_v" },
        { "sd2_v", "lora_unet_conv_in", "input_blocks.0.0" },
        { "sd2_v", "text_encoder.text_model.encoder.layers.0.self_attn.out_proj", Text + "self_attn.out_proj" },
        { "sd2_v", "lora_te_transformer_resblocks_0_attn_out_proj", Text + "self_attn.out_proj" },
        { "sd2_v", "text_encoders.clip_h.transformer.resblocks.0.mlp.c_fc", Text + "mlp.fc1" },
    };

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void On_ALayer_AddsItsDifference(string family, string name, string layer)
    {
        var (before, rows, columns) = Find(Load(family), layer);
        var path = Path.Combine(_folder.Path, "lora.safetensors");
        new SafetensorsWriter().Layer(name, rows, columns, alpha: Alpha).Save(path);

        var after = Find(Patched(family, path), layer).Numbers;

        var difference = LoraWriter.Difference(name, rows, columns, alpha: Alpha);
        AssertNear(before.Zip(difference, (weight, delta) => weight + (Strength * delta)), after);
    }

    /// <summary>OpenCLIP has queries, keys and values in one layer, and the engine each on its own.</summary>
    [Theory]
    [InlineData("sdxl_refiner", "lora_te_transformer_resblocks_0_attn_in_proj")]
    [InlineData("sd2_v", "text_encoders.clip_h.transformer.resblocks.0.attn.in_proj")]
    public void On_AFusedLayerOfOpenClip_AddsItsThirds(string family, string name)
    {
        string[] layers = [Text + "self_attn.q_proj", Text + "self_attn.k_proj", Text + "self_attn.v_proj"];
        var before = layers.Select(layer => Find(Load(family), layer)).ToArray();
        var (rows, columns) = (before[0].Rows, before[0].Columns);
        var path = Path.Combine(_folder.Path, "lora.safetensors");
        new SafetensorsWriter().Layer(name, 3 * rows, columns, alpha: Alpha).Save(path);

        var model = Patched(family, path);

        var difference = LoraWriter.Difference(name, 3 * rows, columns, alpha: Alpha);
        for (var part = 0; part < layers.Length; part++)
        {
            var third = difference.Skip(part * rows * columns);
            AssertNear(before[part].Numbers.Zip(third, (weight, delta) => weight + (Strength * delta)), Find(model, layers[part]).Numbers);
        }
    }

    [Fact]
    public void On_AFusedLayerWithMagnitudes_IsLeftOutWithTheReason()
    {
        const string name = "lora_te_transformer_resblocks_0_attn_in_proj";
        var (_, rows, columns) = Find(Load("sd2_v"), Text + "self_attn.q_proj");
        var path = Path.Combine(_folder.Path, "lora.safetensors");
        new SafetensorsWriter().Layer(name, 3 * rows, columns).Layer("lora_unet_conv_in", 64, 36)
            .Add(name + ".dora_scale", "F32", new float[3 * rows], 3 * rows, 1).Save(path);
        var checkpoint = Load("sd2_v");
        Assert.Contains("its kind cannot be taken apart", Lora.For(path, checkpoint.Model, checkpoint.Clip).Warning,
            StringComparison.Ordinal);
    }

    private LoadedCheckpoint Load(string family) => _pool.LoadCheckpoint(FamilyGolden.Of(family).Path, CancellationToken.None);

    private LoadedCheckpoint Patched(string family, string path)
    {
        var checkpoint = Load(family);
        var lora = Lora.For(path, checkpoint.Model, checkpoint.Clip);
        Assert.Null(lora.Warning);
        return checkpoint with { Model = lora.On(checkpoint.Model, Strength), Clip = lora.On(checkpoint.Clip!, Strength) };
    }

    private static (float[] Numbers, int Rows, int Columns) Find(LoadedCheckpoint checkpoint, string layer)
    {
        var weight = layer + ".weight";
        NetworkRecipe[] networks = [checkpoint.Model.Network, .. checkpoint.Clip!.Encoders];
        var recipe = networks.First(network => network.Weights().ContainsKey(weight));
        var entry = recipe.Weights()[weight];
        using var reader = recipe.OpenWeights(KeptTypes.None, CancellationToken.None);
        var numbers = MemoryMarshal.Cast<byte, float>(reader.Weights.Get(weight, [.. entry.Shape]).Data.Span).ToArray();
        return (numbers, (int)entry.Shape[0], numbers.Length / (int)entry.Shape[0]);
    }

    private static void AssertNear(IEnumerable<float> expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
}
