using Studio.Engine.Models;
using Studio.Engine.Models.Diagrams;
using Studio.Engine.Runtime;
using Studio.Engine.Tensors;

namespace Studio.Tests.Support;

/// <summary>What ControlNets give a tiny model of Stable Diffusion 1.x.</summary>
internal static class ControlRuns
{
    /// <summary>For one picture, noise and text, by the network's points.</summary>
    public static IReadOnlyList<Tensor> Residuals(ModelPool pool, ControlModel control)
    {
        var golden = FamilyGolden.Of("controlnet_sd15");
        var model = pool.LoadCheckpoint(FamilyGolden.Of("sd15_base").Path, CancellationToken.None).Model;
        var hint = new ControlHint(control, golden.Array("cn_hint"));
        var text = new Conditioning([new ConditioningEntry(golden.Array("pos_context")) { Controls = ControlHints.None.With(hint) }]);
        using var run = ControlRun.Open(pool, model, [text], CancellationToken.None)!;
        var step = new ControlStep(golden.Array("cn_x").Slice(0), Timestep: 500, Sigma: 1, Rows: 1,
            [NamedInput.Of(UNet.ContextInput, golden.Array("pos_context"))]);
        using var residuals = run.Run(text.Entries[0].Controls, step, CancellationToken.None);
        var points = ((ControlNetwork)control.On(model).Network).Points;
        return [.. points.Select(point => residuals.Input("x", point).OnDevice!.Read())];
    }

    public static void AssertSame(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> actual, double limit)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach (var (one, other) in expected.Zip(actual))
            Compare.AssertRelativeError(one, other, limit);
    }
}
