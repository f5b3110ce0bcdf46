using Studio.Engine;
using Studio.Engine.Diffusion;
using Studio.Engine.Tensors;

namespace Studio.Tests.Diffusion;

public sealed class SamplerCatalogTests
{
    [Fact]
    public void Names_AreInTheOrderOfTheWire() => Assert.Equal(
        [
            "euler", "euler_cfg_pp", "euler_ancestral", "euler_ancestral_cfg_pp", "heun", "heunpp2", "exp_heun_2_x0", "exp_heun_2_x0_sde",
            "dpm_2", "dpm_2_ancestral", "lms", "dpm_fast", "dpm_adaptive", "dpmpp_2s_ancestral", "dpmpp_2s_ancestral_cfg_pp", "dpmpp_sde",
            "dpmpp_sde_gpu", "dpmpp_2m", "dpmpp_2m_cfg_pp", "dpmpp_2m_sde", "dpmpp_2m_sde_gpu", "dpmpp_2m_sde_heun",
            "dpmpp_2m_sde_heun_gpu", "dpmpp_3m_sde", "dpmpp_3m_sde_gpu", "ddpm", "lcm", "ipndm", "ipndm_v", "deis", "res_multistep",
            "res_multistep_cfg_pp", "res_multistep_ancestral", "res_multistep_ancestral_cfg_pp", "gradient_estimation",
            "gradient_estimation_cfg_pp", "er_sde", "seeds_2", "seeds_3", "sa_solver", "sa_solver_pece", "ddim", "uni_pc", "uni_pc_bh2",
        ],
        SamplerCatalog.Default.Names);

    [Fact]
    public void Get_EveryName_GivesTheSamplerOfThatName() =>
        Assert.All(SamplerCatalog.Default.Names, name => Assert.Equal(name, SamplerCatalog.Default.Get(name).Name));

    [Theory]
    [InlineData("dpmpp_2n", "dpmpp_2m")]
    [InlineData("Euler a", "euler")]
    [InlineData("unipc", "uni_pc")]
    public void Get_UnknownName_ListsNearNames(string wrong, string near)
    {
        var error = Assert.Throws<EngineException>(() => SamplerCatalog.Default.Get(wrong));
        Assert.Equal(EngineError.BadPrompt, error.Kind);
        Assert.Contains($"'{wrong}'", error.Message);
        Assert.Contains(near, error.Message);
    }

    [Fact]
    public void Of_TwoSamplersOfOneName_StopsStartUp()
    {
        var error = Assert.Throws<InvalidOperationException>(() => SamplerCatalog.Of(new Idle("idle", 1), new Idle("idle", 2)));
        Assert.Contains("idle", error.Message);
    }

    [Fact]
    public void Of_TwoSamplersInOnePlace_StopsStartUp()
    {
        var error = Assert.Throws<InvalidOperationException>(() => SamplerCatalog.Of(new Idle("one", 1), new Idle("other", 1)));
        Assert.Contains("other", error.Message);
    }

    private sealed class Idle(string name, int place) : Sampler(name, place)
    {
        protected override Tensor Run(SamplerRun run, Tensor x) => x;
    }
}
