using static Studio.Tests.Extensions.ExtensionFolder;

namespace Studio.Tests.Extensions;

/// <summary>Extensions with samplers and schedules, of which nearly all are wrong; what is right has names of no node's.</summary>
internal static class BrokenSamplers
{
    private const string Usings = """
        using Studio.Engine.Diffusion;
        using Studio.Engine.Diffusion.Schedules;
        using Studio.Engine.Tensors;

        """;

    private const string Samplers = Usings + """
        public abstract class Idle(string name) : Sampler(name)
        {
            protected override Tensor Run(SamplerRun run, Tensor x) => x;
        }
        public sealed class Good() : Idle("broken_pack_idle");
        public sealed class Taken() : Idle("euler");
        public sealed class Sour : Idle
        {
            public Sour() : base("broken_pack_sour") => throw new InvalidOperationException("not today");
        }
        public sealed class Needs(int order) : Idle("broken_pack_needs" + order);
        internal sealed class ForNodesOnly(int order) : Idle("broken_pack_nodes" + order);
        public sealed class Generic<T>() : Idle("broken_pack_generic");
        public sealed class Nameless() : Idle(" ");
        public sealed class Mute : ISampler
        {
            public string Name => throw new InvalidOperationException("no word");
            public Tensor Sample(IDenoiser model, Tensor x, ReadOnlySpan<float> sigmas, SamplerContext context) => x;
        }
        public abstract class Steps(string name) : ISchedule
        {
            public string Name => name;
            public float[] Sigmas(SigmaTable table, int steps) => [table.SigmaMax, 0];
        }
        public sealed class GoodSteps() : Steps("broken_pack_steps");
        public sealed class TakenSteps() : Steps("karras");
        """;

    private const string Again = Usings + """
        internal sealed class Good() : Sampler("broken_pack_idle") { protected override Tensor Run(SamplerRun run, Tensor x) => x; }
        internal sealed class Also() : Sampler("broken_pack_also") { protected override Tensor Run(SamplerRun run, Tensor x) => x; }
        """;

    public static void Fill(string studio)
    {
        Add(studio, "samplers", Samplers);
        Add(studio, "samplers-again", Again);
    }
}
