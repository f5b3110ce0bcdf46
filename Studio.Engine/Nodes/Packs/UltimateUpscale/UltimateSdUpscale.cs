using Studio.Engine.Graph;
using Studio.Engine.Imaging;
using Studio.Engine.Models;

namespace Studio.Engine.Nodes.Packs.UltimateUpscale;

[Node("UltimateSDUpscale", Pack = UltimatePack.Name, DisplayName = "Ultimate SD Upscale", Category = UltimatePack.Category,
    Description = "Enlarges pictures and paints them anew in tiles.")]
public sealed class UltimateSdUpscale(CanvasRedraw redraw) : INode<Image>
{
    [Input] public required Image Image { get; init; }
    [Input] public required DiffusionModel Model { get; init; }
    [Input] public required Conditioning Positive { get; init; }
    [Input] public required Conditioning Negative { get; init; }
    [Input] public required VaeModel Vae { get; init; }
    [Input(Min = 0.05, Max = 4, Step = 0.05)] public double UpscaleBy { get; init; } = 2;
    [Input(Min = 0, Max = 18446744073709551615)] public ulong Seed { get; init; }
    [Input(Min = 1, Max = 10000, Step = 1)] public int Steps { get; init; } = 20;
    [Input(Min = 0, Max = 100)] public double Cfg { get; init; } = 8;
    [Input(ChoicesFrom = typeof(SamplerNames))] public required string SamplerName { get; init; }
    [Input(ChoicesFrom = typeof(SchedulerNames))] public required string Scheduler { get; init; }
    [Input(Min = 0, Max = 1, Step = 0.01)] public double Denoise { get; init; } = 0.2;
    [Input] public required UpscaleModel UpscaleModel { get; init; }
    [Input(Choices = [TilePlan.Linear, TilePlan.Chess, "None"])] public required string ModeType { get; init; }
    [Input(Min = 64, Max = 8192, Step = 8)] public int TileWidth { get; init; } = 512;
    [Input(Min = 64, Max = 8192, Step = 8)] public int TileHeight { get; init; } = 512;
    [Input(Min = 0, Max = 64, Step = 1)] public int MaskBlur { get; init; } = 8;
    [Input(Min = 0, Max = 8192, Step = 8)] public int TilePadding { get; init; } = 32;

    [Input(Choices = [UltimatePack.NoSeams, "Band Pass", "Half Tile", "Half Tile + Intersections"])]
    public required string SeamFixMode { get; init; }

    [Input(Min = 0, Max = 1, Step = 0.01)] public double SeamFixDenoise { get; init; } = 1;
    [Input(Min = 0, Max = 8192, Step = 8)] public int SeamFixWidth { get; init; } = 64;
    [Input(Min = 0, Max = 64, Step = 1)] public int SeamFixMaskBlur { get; init; } = 8;
    [Input(Min = 0, Max = 8192, Step = 8)] public int SeamFixPadding { get; init; } = 16;
    [Input] public bool ForceUniformTiles { get; init; } = true;
    [Input] public bool TiledDecode { get; init; }
    [Input(Min = 1, Max = 4096, Step = 1)] public int BatchSize { get; init; } = 1;

    public Image Run(NodeContext context)
    {
        var sampler = redraw.Sampler(Model, Positive, Negative, Seed, Steps, Cfg, SamplerName, Scheduler, Denoise);
        return redraw.Redrawn(redraw.Enlarged(Image, UpscaleBy, UpscaleModel, context), new RedrawRequest(sampler, Vae)
        {
            Order = ModeType, TileWidth = TileWidth, TileHeight = TileHeight, MaskBlur = MaskBlur, Padding = TilePadding,
            Seams = SeamFixMode, Uniform = ForceUniformTiles, DecodesTiled = TiledDecode, AtOnce = BatchSize,
        }, context);
    }
}
