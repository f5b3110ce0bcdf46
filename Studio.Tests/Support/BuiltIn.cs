using System.Reflection;
using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Diffusion.Schedules;
using Studio.Engine.Graph;

namespace Studio.Tests.Support;

/// <summary>The samplers and schedules of the engine, for tests that have no engine around them.</summary>
internal static class BuiltIn
{
    public static SamplerCatalog Samplers { get; } = SamplersWith();

    public static ScheduleCatalog Schedules { get; } = SchedulesWith();

    public static SamplerCatalog SamplersWith(params Assembly[] packs) => new(EngineServices.Samplers(packs.Select(Pack)).ByName);

    public static ScheduleCatalog SchedulesWith(params Assembly[] packs) => new(EngineServices.Schedules(packs.Select(Pack)).ByName);

    private static NodePack Pack(Assembly assembly) => new("custom_nodes.test", assembly);
}
