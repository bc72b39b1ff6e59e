// Actor-critic on the cart-pole, after the reinforcement-learning examples that people port to C++: a policy and a value
// head on one body, actions drawn with multinomial, returns by the discount, a loss over the saved log-probabilities of
// an episode, smooth L1 for the values, and gradients clipped. The cart-pole is simulated here.
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <random>
#include <tuple>
#include <vector>

// The equations of motion of Barto, Sutton and Anderson (1983).
class CartPole {
 public:
  explicit CartPole(uint64_t seed) : engine(seed) {}

  std::vector<float> reset() {
    std::uniform_real_distribution<float> start(-0.05f, 0.05f);
    state = {start(engine), start(engine), start(engine), start(engine)};
    steps = 0;
    return state;
  }

  struct Transition {
    std::vector<float> state;
    float reward;
    bool done;
  };

  Transition step(int action) {
    const float force = action == 1 ? 10.0f : -10.0f;
    float x = state[0], x_dot = state[1], theta = state[2], theta_dot = state[3];
    const float cos_theta = std::cos(theta), sin_theta = std::sin(theta);
    const float temp = (force + 0.05f * theta_dot * theta_dot * sin_theta) / 1.1f;
    const float theta_acc =
        (9.8f * sin_theta - cos_theta * temp) / (0.5f * (4.0f / 3.0f - 0.1f * cos_theta * cos_theta / 1.1f));
    const float x_acc = temp - 0.05f * theta_acc * cos_theta / 1.1f;
    const float tau = 0.02f;
    state = {x + tau * x_dot, x_dot + tau * x_acc, theta + tau * theta_dot, theta_dot + tau * theta_acc};
    const bool fell = std::abs(state[0]) > 2.4f || std::abs(state[2]) > 0.2095f;
    return {state, 1.0f, fell || ++steps >= 200};
  }

 private:
  std::mt19937_64 engine;
  std::vector<float> state;
  int steps = 0;
};

struct PolicyImpl : torch::nn::Module {
  PolicyImpl(int64_t observations, int64_t hidden, int64_t actions)
      : affine1(register_module("affine1", torch::nn::Linear(observations, hidden))),
        action_head(register_module("action_head", torch::nn::Linear(hidden, actions))),
        value_head(register_module("value_head", torch::nn::Linear(hidden, 1))) {}

  std::tuple<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    x = torch::relu(affine1->forward(x));
    return {torch::softmax(action_head->forward(x), /*dim=*/-1), value_head->forward(x)};
  }

  torch::nn::Linear affine1, action_head, value_head;
};
TORCH_MODULE(Policy);

struct SavedAction {
  torch::Tensor log_prob;
  torch::Tensor value;
};

int select_action(Policy& policy, std::vector<float>& state, std::vector<SavedAction>& saved) {
  auto input = torch::from_blob(state.data(), {1, 4}, torch::TensorOptions().dtype(torch::kFloat32)).clone();
  auto [probs, value] = policy->forward(input);
  auto action = probs.detach().multinomial(/*num_samples=*/1);
  saved.push_back({torch::log(probs.gather(1, action)).squeeze(), value.squeeze()});
  return action.item<int>();
}

torch::Tensor finish_episode(const std::vector<SavedAction>& saved, const std::vector<float>& rewards) {
  std::vector<float> returns(rewards.size());
  float running = 0;
  for (auto i = static_cast<int64_t>(rewards.size()) - 1; i >= 0; i--) {
    running = rewards[i] + 0.99f * running;
    returns[i] = running;
  }
  auto target = torch::tensor(returns);
  target = (target - target.mean()) / (target.std() + std::numeric_limits<float>::epsilon());

  std::vector<torch::Tensor> policy_losses, value_losses;
  for (size_t i = 0; i < saved.size(); i++) {
    auto advantage = target[i] - saved[i].value.item<float>();
    policy_losses.push_back(-saved[i].log_prob * advantage);
    value_losses.push_back(torch::smooth_l1_loss(saved[i].value, target[i]));
  }
  return torch::stack(policy_losses).sum() + torch::stack(value_losses).sum();
}

int main() {
  torch::manual_seed(543);
  CartPole env(543);
  Policy policy(4, 64, 2);
  torch::optim::Adam optimizer(policy->parameters(), torch::optim::AdamOptions(1e-2));

  double running_reward = 10;
  double best = 0;
  for (int episode = 1; episode <= 400 && running_reward < 100; episode++) {
    auto state = env.reset();
    std::vector<SavedAction> saved;
    std::vector<float> rewards;
    bool done = false;
    while (!done) {
      auto transition = env.step(select_action(policy, state, saved));
      rewards.push_back(transition.reward);
      state = transition.state;
      done = transition.done;
    }
    running_reward = 0.05 * static_cast<double>(rewards.size()) + 0.95 * running_reward;
    best = std::max(best, running_reward);

    optimizer.zero_grad();
    auto loss = finish_episode(saved, rewards);
    loss.backward();
    torch::nn::utils::clip_grad_norm_(policy->parameters(), 10.0);
    optimizer.step();
    if (episode % 20 == 0)
      std::cout << "Episode " << episode << "\tLast length: " << rewards.size()
                << "\tAverage length: " << running_reward << "\tLoss: " << loss.item<float>() << std::endl;
  }
  std::cout << (running_reward >= 100 ? "Solved" : "Not solved") << ", best average " << best << std::endl;
  return running_reward >= 100 ? 0 : 1;
}
