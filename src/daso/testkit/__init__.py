"""For tests, demonstrations and simulations: people in software who sign real acts."""
